import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../../tools/support/free-port.ts';
import { certificate } from '../../adapters/http/edge/certificate.ts';
import { startProcess } from '../../support/service/process.ts';
import { runWith } from '../copy/commands.ts';

describe('the command healthcheck', () => {
  it('exits with 0 for a ready TLS service, whatever host name its certificate has, and with 1 after the service has stopped', async () => {
    const folder = certificate('tasks.example');
    const PORT = String(await freePort());
    const place = { DATABASE_URL: 'memory:', PORT, TLS_CERT: join(folder, 'cert'), TLS_KEY: join(folder, 'key') };
    const service = startProcess({ ...place, PUBLIC_URL: 'https://tasks.example/below' });
    await service.line('ready');
    expect(await runWith(place, 'healthcheck')).to.include({ status: 0, errors: '' });
    expect((await runWith(place, 'healthcheck', '--live')).out).to.match(/^200 /);
    service.child.kill('SIGTERM');
    await service.gone;
    const { status, out } = await runWith(place, 'healthcheck');
    expect([status, out]).to.deep.equal([1, `127.0.0.1:${PORT}/readyz: connect ECONNREFUSED 127.0.0.1:${PORT}\n`]);
  });

  it('exits with 1 when the service is not ready, or does not answer in time', async () => {
    const paths: (string | undefined)[] = [];
    const server: Server = createServer((request, response) => {
      paths.push(request.url);
      if (request.url === '/readyz') response.writeHead(503).end('draining');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const place = { PORT: String((server.address() as AddressInfo).port) };
    expect(await runWith(place, 'healthcheck')).to.include({ status: 1, out: '503 draining\n' });
    const late = await runWith(place, 'healthcheck', '--live', '--timeout', '0.2');
    expect(late.status).to.equal(1);
    expect(late.out).to.include('/livez: no answer within 0.2 s');
    expect(paths).to.deep.equal(['/readyz', '/livez']);
    server.closeAllConnections();
    server.close();
  });

  it('exits with 64 when PORT is 0, which means any free port', async () => {
    const { status, errors } = await runWith({ PORT: '0' }, 'healthcheck');
    expect([status, errors]).to.deep.equal([
      64,
      'taskport healthcheck: PORT is 0, which stands for any free port. Set PORT to that of the service\n',
    ]);
  });
});

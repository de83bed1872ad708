import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { ask, talk } from '../../../../tools/support/client.ts';
import { type ServiceProcess, startProcess } from '../../../support/service/process.ts';
import { certificate, getSecurely } from './certificate.ts';

describe('a service with a TLS certificate', () => {
  let folder: string;
  let service: ServiceProcess;
  let url: string;

  before(function () {
    if (spawnSync('openssl', ['version']).status !== 0) this.skip();
  });

  beforeEach(async () => {
    folder = certificate('first');
    const [TLS_CERT, TLS_KEY] = [join(folder, 'cert'), join(folder, 'key')];
    service = startProcess({ DATABASE_URL: 'memory:', TLS_CERT, TLS_KEY });
    url = await service.listening();
    await service.line('ready');
  });

  afterEach(async () => {
    service?.child.kill('SIGTERM');
    await service?.gone;
  });

  it('serves https, and redirects plain http on the same port with 308', async () => {
    expect(url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await getSecurely(`${url}/livez`)).to.deep.equal({ status: 200, name: 'first', text: '{"status":"alive"}' });
    const plain = url.replace('https:', 'http:');
    const { status, headers } = await ask('POST', `${plain}/api/me/tasks?x=1`, {
      headers: { Connection: 'close' },
      body: { title: 'x' },
    });
    expect([status, headers.location]).to.deep.equal([308, `${url}/api/me/tasks?x=1`]);
    expect(await talk(plain, 'GET / HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 400 /);
  });

  it('closes a connection whose client has closed its sending side without sending a byte', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end();
    await once(socket, 'close');
    expect((await getSecurely(`${url}/livez`)).status).to.equal(200);
  });

  it('loads a new certificate on SIGHUP, and keeps the old certificate if the new file is invalid', async () => {
    const next = certificate('second');
    for (const file of ['cert', 'key']) copyFileSync(join(next, file), join(folder, file));
    service.child.kill('SIGHUP');
    await service.line('renewed the certificate');
    expect((await getSecurely(`${url}/livez`)).name).to.equal('second');
    copyFileSync('package.json', join(folder, 'key'));
    service.child.kill('SIGHUP');
    await service.line('cannot renew the certificate: the old one stays');
    expect((await getSecurely(`${url}/livez`)).name).to.equal('second');
  });

  it('stops on SIGTERM with status 0, like a service without a certificate', async () => {
    await getSecurely(`${url}/livez`);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });
});

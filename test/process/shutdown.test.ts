import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { beginRequest, endRequest, portOf } from '../support/half-sent-request.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';

describe('a process from its start to its stop', () => {
  let service: ServiceProcess;
  let address: string;

  beforeEach(async () => {
    service = startProcess({ DATABASE_URL: 'memory:' });
    address = await service.listening();
    await service.line('ready');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`finishes requests in flight, accepts no new ones, and exits with status 0 on ${signal}`, async () => {
      const pending = await beginRequest(address);
      service.child.kill(signal);
      await service.line('stopping');
      const [error] = await once(connect(portOf(address)), 'error');
      expect(error.code).to.match(/^ECONN(REFUSED|RESET)$/);
      expect(await endRequest(pending))
        .to.match(/^HTTP\/1\.1 201 /)
        .and.match(/^Connection: close\r$/m);
      expect(await service.gone).to.equal(0);
    });
  }

  it('closes an idle connection on SIGTERM', async () => {
    const idle = connect(portOf(address));
    idle.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    service.child.kill('SIGTERM');
    await once(idle, 'end');
    expect(await service.gone).to.equal(0);
  });

  it('answers a request that arrives on an open connection after SIGTERM, and then closes the connection', async () => {
    const kept = connect(portOf(address));
    kept.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(kept, 'data');
    service.child.kill('SIGTERM');
    await service.line('stopping');
    kept.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await text(kept))
      .to.match(/^HTTP\/1\.1 200 /)
      .and.match(/^Connection: close\r$/m);
    expect(await service.gone).to.equal(0);
  });

  it('exits at once with status 143 on a second SIGTERM', async () => {
    const pending = await beginRequest(address);
    service.child.kill('SIGTERM');
    await service.line('stopping');
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
    pending.destroy();
  });

  it('prints at its start its address, the address of its documentation, where its data is, and a curl command', async () => {
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
    for (const hint of [address, `${address}/docs`, 'in memory', 'curl ']) expect(service.errors()).to.include(hint);
  });
});

describe('a process that is told to stop before it is ready', () => {
  const cases: [phase: string, environment: () => Record<string, string>][] = [
    ['it creates the embedded database', () => ({ DATA_DIR: temporaryFolder() })],
    ['it waits for a database', () => ({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })],
  ];
  for (const [phase, environment] of cases) {
    it(`exits with status 0, even while ${phase}`, async () => {
      const service = startProcess(environment());
      await service.line('listening');
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
    });
  }
});

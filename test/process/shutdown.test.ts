import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BODY = '{"title": "half now, half later"}';

describe('a process that is told to stop', () => {
  let service: ServiceProcess;
  let address: string;

  beforeEach(async () => {
    service = startProcess({ DATABASE_URL: 'memory:' });
    address = await service.listening();
    await service.line('ready');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} answers what was begun, takes nothing new, and ends with 0`, async () => {
      const begun = await beginRequest();
      service.child.kill(signal);
      await service.line('stopping');
      const [refusal] = await once(connect(portOf(address)), 'error');
      expect(refusal.code).to.match(/^ECONN(REFUSED|RESET)$/);
      begun.write(BODY.slice(10));
      const answer = await text(begun);
      expect(answer)
        .to.match(/^HTTP\/1\.1 201 /)
        .and.match(/^Connection: close\r$/m);
      expect(await service.gone).to.equal(0);
    });
  }

  it('hangs up on who has nothing to ask', async () => {
    const idle = connect(portOf(address));
    idle.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    service.child.kill('SIGTERM');
    await once(idle, 'end');
    expect(await service.gone).to.equal(0);
  });

  it('twice ends at once', async () => {
    const begun = await beginRequest();
    service.child.kill('SIGTERM');
    await service.line('stopping');
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
    begun.destroy();
  });

  it('has told meanwhile where it is, where the docs are, where the data lies, and a first request', async () => {
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
    for (const hint of [address, `${address}/docs`, 'in memory', 'curl ']) expect(service.errors()).to.include(hint);
  });

  /** A request of which the service has the head and half of the body. */
  async function beginRequest(): Promise<Socket> {
    const socket = connect(portOf(address));
    const head = `POST /api/${randomUUID()}/tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue`;
    socket.write(`${head}\r\nContent-Length: ${BODY.length}\r\n\r\n`);
    await once(socket, 'data');
    socket.write(BODY.slice(0, 10));
    return socket;
  }
});

describe('a process that is told to stop before it is ready', () => {
  const cases: [where: string, environment: () => Record<string, string>][] = [
    ['the embedded database is made', () => ({ DATA_DIR: temporaryFolder() })],
    ['it waits for a database', () => ({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })],
  ];
  for (const [where, environment] of cases) {
    it(`while ${where} ends with 0`, async () => {
      const service = startProcess(environment());
      await service.line('listening');
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
    });
  }
});

function portOf(address: string): number {
  return Number(new URL(address).port);
}

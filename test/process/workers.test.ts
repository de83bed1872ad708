import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { portOf } from '../support/half-sent-request.ts';
import { allIds, startLoad } from '../support/load.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type LogLine, startProcess } from '../support/service/process.ts';
import { expectAnswersFrom, pidOf, workersForEach } from '../support/service/workers.ts';

const REPLACED = 'a worker has ended and will be replaced';

describe('a worker pool', () => {
  const workers = workersForEach();

  it('distributes requests to one address over all workers in turn, and prints the address once', async () => {
    const { service, address, pids } = workers();
    expect(new Set([...pids, service.pid]).size).to.equal(3);
    const addresses = (await service.lines('listening', 2)).map((line) => line.address);
    expect(addresses).to.deep.equal([address, address]);
    await expectAnswersFrom(workers(), pids);
    expect(service.errors().match(/Taskport serves at .*/g)).to.deep.equal([`Taskport serves at ${address}`]);
  });

  it('keeps every acknowledged write when a worker is killed under load, and replaces the worker', async () => {
    const { service, tasks, pids } = workers();
    const [killed, other] = pids;
    const load = startLoad(() => tasks);
    await load.more(100);
    process.kill(killed, 'SIGKILL');
    const [, , third] = (await service.lines('ready', 3)).map(pidOf);
    await load.more(100);
    await load.stop();
    expect(load.failed.filter(({ status }) => status !== undefined)).to.deep.equal([]);
    expect(await allIds(tasks)).to.include.members(load.acknowledged as string[]);
    expect(await service.line(REPLACED)).to.include({ worker: killed, signal: 'SIGKILL' });
    await expectAnswersFrom(workers(), [other, third as number]);
  });

  it('doubles the backoff before it replaces a worker that is killed again and again', async () => {
    const { service, pids } = workers();
    for (let last = pids[0], count = 1; count <= 3; count++) {
      process.kill(last, 'SIGKILL');
      last = pidOf((await service.lines('ready', 2 + count)).at(-1) as LogLine);
    }
    expect((await service.lines(REPLACED, 3)).map(({ wait }) => wait)).to.deep.equal([100, 200, 400]);
  });

  it('closes a connection that was handed to a worker if the worker is killed before accepting it', async () => {
    const { service, address, pids } = workers();
    process.kill(pids[0], 'SIGSTOP');
    const waiting = new Set<Socket>();
    for (let i = 0; i < 4; i++) {
      const socket = connect(portOf(address));
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      waiting.add(socket);
      socket.once('data', () => waiting.delete(socket));
    }
    // The primary hands one of four connections to the stopped worker, and no more until the worker accepts that one.
    await service.lines('request', 3);
    await ask('GET', address, { headers: { Connection: 'close' } });
    const [lost] = [...waiting] as [Socket];
    expect(waiting.size).to.equal(1);
    const closed = new Promise((resolve) => lost.once('close', resolve));
    process.kill(pids[0], 'SIGKILL');
    await closed;
  });
});

describe('a worker pool during its start', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('prints once that the port is in use, and exits with status 69', async () => {
    const first = startProcess({ DATABASE_URL: 'memory:' });
    const port = String(portOf(await first.listening()));
    const service = startProcess({ DATABASE_URL: await createDatabase(), WORKERS: '2', PORT: port });
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^HOST and PORT cannot be used: .*EADDRINUSE.*\n$/);
    first.child.kill('SIGKILL');
    await first.gone;
  });

  it('prints once that the database does not exist, and exits with status 69', async () => {
    const url = new URL(await createDatabase());
    url.pathname = '/nothing';
    const service = startProcess({ DATABASE_URL: url.href, WORKERS: '2' });
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: .*"nothing" does not exist\n$/);
  });

  it('exits with status 78 on the embedded database, which only one process can open', async () => {
    const service = startProcess({ WORKERS: '2' });
    expect(await service.gone).to.equal(78);
    expect(service.errors()).to.match(/^ {2}WORKERS must be 1 unless /m);
  });

  it('exits with status 0 when it is stopped before its workers are ready', async () => {
    const service = startProcess({ DATABASE_URL: await createDatabase(), WORKERS: '4' });
    await service.line('ready');
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });

  it('answers 503 while it waits for the database, and exits with status 0 when it is stopped', async () => {
    const service = startProcess({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', WORKERS: '2' });
    const address = await service.listening();
    expect((await ask('GET', `${address}/health`)).status).to.equal(503);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });
});

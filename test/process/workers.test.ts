import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { portOf } from '../support/half-sent-request.ts';
import { allIds, startLoad } from '../support/load.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type LogLine, startProcess } from '../support/service/process.ts';
import { expectAnswersFrom, pidOf, workersForEach } from '../support/service/workers.ts';

const REPLACED = 'a worker has ended and will be replaced';

describe('several workers', () => {
  const workers = workersForEach();

  it('answer in turn at one address, which is told once', async () => {
    const { service, address, pids } = workers();
    expect(new Set([...pids, service.pid]).size).to.equal(3);
    const addresses = (await service.lines('listening', 2)).map((line) => line.address);
    expect(addresses).to.deep.equal([address, address]);
    await expectAnswersFrom(workers(), pids);
    expect(service.errors().match(/Taskport serves at .*/g)).to.deep.equal([`Taskport serves at ${address}`]);
  });

  it('of whom one is killed under load lose nothing that was acknowledged, and are two again', async () => {
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

  it('of whom one is killed again and again replace it ever later', async () => {
    const { service, pids } = workers();
    for (let last = pids[0], count = 1; count <= 3; count++) {
      process.kill(last, 'SIGKILL');
      last = pidOf((await service.lines('ready', 2 + count)).at(-1) as LogLine);
    }
    expect((await service.lines(REPLACED, 3)).map(({ wait }) => wait)).to.deep.equal([100, 200, 400]);
  });

  it('of whom one is killed before it could take a connection leave nobody waiting on it', async () => {
    const { service, address, pids } = workers();
    process.kill(pids[0], 'SIGSTOP');
    const waiting = new Set<Socket>();
    for (let i = 0; i < 4; i++) {
      const socket = connect(portOf(address));
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      waiting.add(socket);
      socket.once('data', () => waiting.delete(socket));
    }
    // One of four is handed to who is stuck, and no other until that one is taken.
    await service.lines('request', 3);
    await ask('GET', address, { headers: { Connection: 'close' } });
    const [lost] = [...waiting] as [Socket];
    expect(waiting.size).to.equal(1);
    const closed = new Promise((resolve) => lost.once('close', resolve));
    process.kill(pids[0], 'SIGKILL');
    await closed;
  });
});

describe('several workers that do not get to work', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it('say once that the port is in use, and end with 69', async () => {
    const first = startProcess({ DATABASE_URL: 'memory:' });
    const port = String(portOf(await first.listening()));
    const service = startProcess({ DATABASE_URL: await createDatabase(), WORKERS: '2', PORT: port });
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^HOST and PORT cannot be used: .*EADDRINUSE.*\n$/);
    first.child.kill('SIGKILL');
    await first.gone;
  });

  it('say once that there is no such database, and end with 69', async () => {
    const url = new URL(await createDatabase());
    url.pathname = '/nothing';
    const service = startProcess({ DATABASE_URL: url.href, WORKERS: '2' });
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: .*"nothing" does not exist\n$/);
  });

  it('are refused with 78 where only one process can be', async () => {
    const service = startProcess({ WORKERS: '2' });
    expect(await service.gone).to.equal(78);
    expect(service.errors()).to.match(/^ {2}WORKERS must be 1 unless /m);
  });

  it('end with 0 if told to stop while some are starting', async () => {
    const service = startProcess({ DATABASE_URL: await createDatabase(), WORKERS: '4' });
    await service.line('ready');
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });

  it('end with 0 if told to stop while one waits for the database, and says so meanwhile', async () => {
    const service = startProcess({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', WORKERS: '2' });
    const address = await service.listening();
    expect((await ask('GET', `${address}/health`)).status).to.equal(503);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });
});

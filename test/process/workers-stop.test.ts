import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { administer } from '../../tools/support/machine/administer.ts';
import { beginRequest, endRequest, portOf } from '../support/half-sent-request.ts';
import { startLoad } from '../support/load.ts';
import { createDatabase } from '../support/postgres/postgres.ts';
import { expectAnswersFrom, pidOf, workersForEach } from '../support/service/workers.ts';

describe('a worker pool', () => {
  const workers = workersForEach();

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`finishes requests in flight and exits with status 0 when all its processes get ${signal} together`, async () => {
      const { service, address, pids } = workers();
      const pending = await Promise.all(Array.from({ length: 4 }, () => beginRequest(address)));
      // Ctrl+C in a terminal, or a service manager, signals every process and not only the primary.
      for (const pid of [...pids, service.pid]) process.kill(pid, signal);
      expect((await service.lines('stopping', 3)).map(pidOf)).to.have.members([...pids, service.pid]);
      for (const answer of await Promise.all(pending.map(endRequest))) expect(answer).to.match(/^HTTP\/1\.1 201 /);
      expect(await service.gone).to.equal(0);
    });
  }

  it('drops no request that it has accepted when it is stopped under load', async () => {
    const { service, tasks } = workers();
    const load = startLoad(() => tasks);
    await load.more(100);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
    await load.stop();
    // A request may fail if the kernel refuses or resets its connection before any process has accepted it.
    expect(load.failed.filter(({ status, reused }) => status !== undefined || reused)).to.deep.equal([]);
  });

  it('answers requests on connections that the primary has not handed to a worker yet when the pool is stopped', async () => {
    const { service, address } = workers();
    const clients = Array.from({ length: 200 }, () => connect(portOf(address)));
    await Promise.all(clients.map((socket) => once(socket, 'connect')));
    for (const socket of clients) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    service.child.kill('SIGTERM');
    const answers = await Promise.all(clients.map((socket) => text(socket).catch((error) => String(error))));
    expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 200 '))).to.deep.equal([]);
    expect(await service.gone).to.equal(0);
  });

  it('exits at once with status 143 on a second SIGTERM', async () => {
    const { service, address } = workers();
    const pending = await beginRequest(address);
    service.child.kill('SIGTERM');
    await service.lines('stopping', 3);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
    pending.destroy();
  });

  it('finishes requests in flight and stops its workers when the primary is killed', async () => {
    const { service, address, pids } = workers();
    const pending = await Promise.all([beginRequest(address), beginRequest(address)]);
    service.child.kill('SIGKILL');
    expect((await service.lines('stopping', 2)).map(pidOf)).to.have.members(pids);
    for (const answer of await Promise.all(pending.map(endRequest))) expect(answer).to.match(/^HTTP\/1\.1 201 /);
    expect((await service.lines('stopped', 2)).map(pidOf)).to.have.members(pids);
    // `gone` resolves only after the workers have exited, because they share the primary's stdout and stderr.
    expect(await service.gone).to.equal('SIGKILL');
  });

  it('answers requests on connections that the primary has not accepted yet when one of its workers begins to stop', async () => {
    const { service, address, pids } = workers();
    // While the primary is paused, connections wait in its backlog, and the primary does not learn that a worker stops.
    process.kill(service.pid, 'SIGSTOP');
    const answers: Promise<string>[] = [];
    for (let i = 0; i < 4; i++) {
      const socket = connect(portOf(address));
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      answers.push(text(socket));
    }
    process.kill(pids[0], 'SIGTERM');
    await service.line('stopping');
    // A stopping worker still waits for connections from the primary. Otherwise it would exit within 500 ms.
    await delay(500);
    process.kill(service.pid, 'SIGCONT');
    for (const answer of await Promise.all(answers)) expect(answer).to.match(/^HTTP\/1\.1 200 /);
  });

  it('replaces all workers on SIGHUP without failing a request', async () => {
    const { service, tasks } = workers();
    const loads = [startLoad(() => tasks), startLoad(() => tasks, 4, { Connection: 'close' })];
    for (let round = 1; round <= 3; round++) {
      await Promise.all(loads.map((load) => load.more(50)));
      service.child.kill('SIGHUP');
      await service.lines('all workers are replaced', round);
    }
    await Promise.all(loads.map((load) => load.more(50)));
    for (const load of loads) await load.stop();
    expect(loads.map(({ failed }) => failed)).to.deep.equal([[], []]);
    const all = (await service.lines('ready', 8)).map(pidOf);
    expect(new Set(all).size).to.equal(8);
    await expectAnswersFrom(workers(), all.slice(6));
  });

  it('keeps its workers on SIGHUP while replacements cannot become ready', async () => {
    const { service, database, pids } = workers();
    const elsewhere = await createDatabase();
    // This database setting applies to new sessions only, so only new workers get it, and not the running ones.
    const set = (readOnly: 'on' | 'off') =>
      administer(
        elsewhere,
        `alter database ${new URL(database).pathname.slice(1)} set default_transaction_read_only = ${readOnly}`,
      );
    await set('on');
    service.child.kill('SIGHUP');
    await service.line('a new worker did not become ready: the remaining workers stay');
    await expectAnswersFrom(workers(), pids);
    await set('off');
    service.child.kill('SIGHUP');
    await service.line('all workers are replaced');
    await expectAnswersFrom(workers(), (await service.lines('ready', 4)).slice(2).map(pidOf));
  });
});

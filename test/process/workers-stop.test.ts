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

describe('several workers', () => {
  const workers = workersForEach();

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`that are told to stop by ${signal}, all at once too, answer what was begun, and end with 0`, async () => {
      const { service, address, pids } = workers();
      const begun = await Promise.all(Array.from({ length: 4 }, () => beginRequest(address)));
      // As from a terminal, or from a service manager: to each process.
      for (const pid of [...pids, service.pid]) process.kill(pid, signal);
      expect((await service.lines('stopping', 3)).map(pidOf)).to.have.members([...pids, service.pid]);
      for (const answer of await Promise.all(begun.map(endRequest))) expect(answer).to.match(/^HTTP\/1\.1 201 /);
      expect(await service.gone).to.equal(0);
    });
  }

  it('that are told to stop under load drop nothing that they have taken', async () => {
    const { service, tasks } = workers();
    const load = startLoad(() => tasks);
    await load.more(100);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
    await load.stop();
    // What nobody had taken yet is refused or reset, as the system does it.
    expect(load.failed.filter(({ status, reused }) => status !== undefined || reused)).to.deep.equal([]);
  });

  it('that are told to stop answer all who have just come and asked, though they were not handed over yet', async () => {
    const { service, address } = workers();
    const clients = Array.from({ length: 200 }, () => connect(portOf(address)));
    await Promise.all(clients.map((socket) => once(socket, 'connect')));
    for (const socket of clients) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    service.child.kill('SIGTERM');
    const answers = await Promise.all(clients.map((socket) => text(socket).catch((error) => String(error))));
    expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 200 '))).to.deep.equal([]);
    expect(await service.gone).to.equal(0);
  });

  it('that are told to stop twice end at once', async () => {
    const { service, address } = workers();
    const begun = await beginRequest(address);
    service.child.kill('SIGTERM');
    await service.lines('stopping', 3);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
    begun.destroy();
  });

  it('answer what was begun, and end by themselves, when their supervisor is killed', async () => {
    const { service, address, pids } = workers();
    const begun = await Promise.all([beginRequest(address), beginRequest(address)]);
    service.child.kill('SIGKILL');
    expect((await service.lines('stopping', 2)).map(pidOf)).to.have.members(pids);
    for (const answer of await Promise.all(begun.map(endRequest))) expect(answer).to.match(/^HTTP\/1\.1 201 /);
    expect((await service.lines('stopped', 2)).map(pidOf)).to.have.members(pids);
    // That is known only when nobody holds its output any more.
    expect(await service.gone).to.equal('SIGKILL');
  });

  it('of whom one stops leave to the other what was about to be handed to it', async () => {
    const { service, address, pids } = workers();
    // So that connections wait to be handed out when it stops, and the supervisor does not know of that.
    process.kill(service.pid, 'SIGSTOP');
    const answers: Promise<string>[] = [];
    for (let i = 0; i < 4; i++) {
      const socket = connect(portOf(address));
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      answers.push(text(socket));
    }
    process.kill(pids[0], 'SIGTERM');
    await service.line('stopping');
    // Nothing tells that it stays. In this time one that does not would be gone.
    await delay(500);
    process.kill(service.pid, 'SIGCONT');
    for (const answer of await Promise.all(answers)) expect(answer).to.match(/^HTTP\/1\.1 200 /);
  });

  it('are all replaced on SIGHUP, and no request fails meanwhile', async () => {
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

  it('stay on SIGHUP if new ones cannot work, until they can', async () => {
    const { service, database, pids } = workers();
    const elsewhere = await createDatabase();
    // Sessions that there are do not notice.
    const set = (readOnly: 'on' | 'off') =>
      administer(
        elsewhere,
        `alter database ${new URL(database).pathname.slice(1)} set default_transaction_read_only = ${readOnly}`,
      );
    await set('on');
    service.child.kill('SIGHUP');
    await service.line('a new worker did not become ready: those that are left stay');
    await expectAnswersFrom(workers(), pids);
    await set('off');
    service.child.kill('SIGHUP');
    await service.line('all workers are replaced');
    await expectAnswersFrom(workers(), (await service.lines('ready', 4)).slice(2).map(pidOf));
  });
});

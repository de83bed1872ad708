import { connect } from 'node:net';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { beginRequest, endRequest, portOf } from '../support/half-sent-request.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import { pidOf } from '../support/service/workers.ts';

const CLOSE = { headers: { Connection: 'close' } };

describe('a process with STOP_DELAY that is told to stop', () => {
  let service: ServiceProcess;
  let address: string;

  async function start(delay: string): Promise<void> {
    service = startProcess({ DATABASE_URL: 'memory:', STOP_DELAY: delay });
    address = await service.listening();
    await service.line('ready');
  }

  it('fails its readiness probe, accepts connections for STOP_DELAY seconds, and then drains', async () => {
    await start('1');
    service.child.kill('SIGTERM');
    await service.line('stopping');
    const { status, json } = await ask('GET', `${address}/readyz`, CLOSE);
    expect([status, json.checks]).to.deep.equal([503, { migrated: true, database: true, serving: false }]);
    expect((await ask('GET', `${address}/livez`, CLOSE)).status).to.equal(200);
    const pending = await beginRequest(address);
    // Wait until the process closes its port.
    while (await connects(portOf(address)));
    expect(await endRequest(pending)).to.match(/^HTTP\/1\.1 201 /);
    expect(await service.gone).to.equal(0);
  });

  it('exits at once with status 143 on a second SIGTERM', async () => {
    await start('60');
    service.child.kill('SIGTERM');
    await service.line('stopping');
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
  });

  it('skips the delay when it was never ready, because no load balancer sends requests to it', async () => {
    service = startProcess({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', STOP_DELAY: '60' });
    const { json } = await ask('GET', `${await service.listening()}/readyz`, CLOSE);
    expect(json.checks).to.deep.equal({ migrated: false, database: false, serving: true });
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });
});

describe('a worker pool with STOP_DELAY', () => {
  let service: ServiceProcess;
  let address: string;

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  async function start(delay: string): Promise<void> {
    service = startProcess({ DATABASE_URL: await createDatabase(), WORKERS: '2', STOP_DELAY: delay });
    address = await service.listening();
    await service.lines('ready', 2);
  }

  it('lets every worker fail its readiness probe after SIGTERM, and kills no worker during a STOP_DELAY longer than the drain timeout', async () => {
    await start('11');
    service.child.kill('SIGTERM');
    await service.lines('stopping', 3);
    const answers = [await ask('GET', `${address}/readyz`, CLOSE), await ask('GET', `${address}/readyz`, CLOSE)];
    expect(answers.map(({ status }) => status)).to.deep.equal([503, 503]);
    expect(await service.gone).to.equal(0);
    expect(await service.lines('stopped', 3)).to.have.length(3);
  });

  it('replaces its workers on SIGHUP without a delay and without failing a readiness probe', async () => {
    await start('60');
    const before = (await service.lines('ready', 2)).map(pidOf);
    service.child.kill('SIGHUP');
    const replaced = service.line('all workers are replaced');
    let done = false;
    void replaced.then(() => {
      done = true;
    });
    while (!done) expect((await ask('GET', `${address}/readyz`, CLOSE)).status).to.equal(200);
    expect((await service.lines('stopped', 2)).map(pidOf)).to.have.members(before);
    service.child.kill('SIGTERM');
    await service.lines('stopping', 5);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(143);
  });

  it('stops its workers at once when the primary process, which accepts connections, is killed during STOP_DELAY', async () => {
    await start('60');
    service.child.kill('SIGTERM');
    await service.lines('stopping', 3);
    service.child.kill('SIGKILL');
    await service.lines('stopped', 2);
    await service.gone;
  });
});

function connects(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('error', () => resolve(false));
  socket.once('connect', () => {
    resolve(true);
    socket.destroy();
  });
  return promise;
}

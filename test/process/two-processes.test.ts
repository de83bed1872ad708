import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';
import { freePort } from '../../tools/support/free-port.ts';
import { administer } from '../../tools/support/machine/administer.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';

describe('a pair of processes on one PostgreSQL server', () => {
  let url: string;
  let services: [ServiceProcess, ServiceProcess];
  let addresses: [string, string];

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    services = [start(), start()];
    addresses = (await Promise.all(services.map((service) => service.listening()))) as [string, string];
    await Promise.all(services.map((service) => service.line('ready')));
  });

  after(() => {
    for (const { child } of services ?? []) child.kill('SIGKILL');
  });

  it('runs once a request that both processes receive a hundred times under one idempotency key, and replays the answer', async () => {
    const path = `/api/${randomUUID()}/tasks`;
    const request = { body: { title: 'once' }, headers: { 'Idempotency-Key': randomUUID() } };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => ask('POST', addresses[i % 2 === 0 ? 0 : 1] + path, request)),
    );
    const created = answers.filter(({ status }) => status === 201);
    const first = created.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    expect(first).to.have.length(1);
    expect(new Set(created.map(({ text }) => text)).size).to.equal(1);
    for (const { status, json } of answers.filter(({ status }) => status !== 201)) {
      expect([status, json.code]).to.deep.equal([409, 'idempotency_key_in_use']);
    }
    const third = start();
    const address = await third.listening();
    await third.line('ready');
    const again = await ask('POST', address + path, request);
    expect([again.status, again.text]).to.deep.equal([201, (first[0] as Answer).text]);
    expect((await ask('GET', address + path)).json).to.have.length(1);
    third.child.kill('SIGKILL');
  });

  it('accepts one of a hundred changes with the same If-Match', async () => {
    const path = `/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', addresses[0] + path, { body: { title: 'x' } });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask('PUT', `${addresses[i % 2 === 0 ? 0 : 1] + path}/${task.id}`, {
          body: { title: `${i}` },
          headers: { 'If-Match': '"1"' },
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).to.deep.equal([200, ...Array(99).fill(412)]);
  });

  it('applies each of a hundred concurrent toggles of one task', async () => {
    const path = `/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', addresses[0] + path, { body: { title: 'x' } });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask('PATCH', `${addresses[i % 2 === 0 ? 0 : 1] + path}/${task.id}/complete`),
      ),
    );
    const seqs = answers.map(({ headers }) => Number(headers['taskport-seq'])).toSorted((a, b) => a - b);
    expect(seqs).to.deep.equal(Array.from({ length: 100 }, (_, i) => i + 2));
  });

  it('lets neither process use the cached state of a task that the other process has changed or deleted', async () => {
    const [mine, theirs] = addresses.map((address) => `${address}/api/${randomUUID()}/tasks`) as [string, string];
    const path = new URL(mine).pathname;
    const { json: task } = await ask('POST', mine, { body: { title: 'x', completed: true } });
    const set = (headers = {}) => ask('PATCH', `${mine}/${task.id}/complete`, { body: { completed: true }, headers });
    const reopen = () => ask('PATCH', `${new URL(theirs).origin}${path}/${task.id}/complete`);
    expect((await reopen()).json.completed).to.equal(false);
    expect((await set()).headers.etag).to.equal('"3"');
    expect((await reopen()).json.completed).to.equal(false);
    expect((await set({ 'Idempotency-Key': randomUUID() })).headers.etag).to.equal('"5"');
    await ask('DELETE', `${new URL(theirs).origin}${path}/${task.id}`);
    expect((await set()).status).to.equal(404);
  });

  it('lists a task in one process as soon as the other process has created it', async () => {
    const path = `/api/${randomUUID()}/tasks`;
    for (let count = 1; count <= 3; count++) {
      const { headers } = await ask('POST', addresses[1] + path, { body: { title: 'x' } });
      for (const address of [addresses[0], addresses[0], addresses[1]]) {
        const list = await ask('GET', address + path);
        expect(list.json).to.have.length(count);
        expect(list.headers['taskport-seq']).to.equal(headers['taskport-seq']);
      }
    }
  });

  it('edits the new task, not the cached old one, if the other process has deleted the old task and reused its id', async () => {
    const user = randomUUID();
    const id = randomUUID();
    const [mine, theirs] = addresses.map((address) => `${address}/api/${user}/tasks/${id}`) as [string, string];
    const create = (url: string, title: string) =>
      ask('PUT', url, { body: { title }, headers: { 'If-None-Match': '*' } });
    expect((await create(mine, 'First')).status).to.equal(201);
    expect((await ask('DELETE', theirs)).status).to.equal(200);
    await administer(url, `delete from changes where user_id = '${user}'`);
    expect((await create(theirs, 'Second')).headers.etag).to.equal('"1"');
    const { json } = await ask('PUT', mine, { body: { completed: true } });
    expect(json).to.include({ title: 'Second', completed: true });
  });

  it('keeps an event stream open that a client opens before a restarted process is ready', async () => {
    const user = randomUUID();
    const port = String(await freePort());
    let third = startProcess({ DATABASE_URL: url, PORT: port });
    const address = await third.listening();
    await third.line('ready');
    third.child.kill('SIGKILL');
    await third.gone;
    // The process listens before it is ready. An EventSource never reconnects after an error status.
    third = startProcess({ DATABASE_URL: url, PORT: port });
    await third.listening();
    const stream = await fetch(`${address}/api/${user}/changes`, { headers: { Accept: 'text/event-stream' } });
    expect(stream.status).to.equal(200);
    await third.line('ready');
    await ask('POST', `${addresses[0]}/api/${user}/tasks`, { body: { title: 'x' } });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    for (let received = ''; !received.includes('id: 1\n'); ) received += Buffer.from((await reader.read()).value ?? []);
    third.child.kill('SIGKILL');
    await third.gone;
    await reader.cancel().catch(() => {});
  });

  it('wakes a long poll for a change made by the other process, even after the LISTEN connection is cut', async () => {
    const user = randomUUID();
    for (let round = 0; round < 3; round++) {
      const waiting = ask('GET', `${addresses[0]}/api/${user}/changes?since=${round}&wait=60`);
      const { headers } = await ask('POST', `${addresses[1]}/api/${user}/tasks`, { body: { title: 'x' } });
      const { json } = await waiting;
      expect(json.changes.map(({ seq }: { seq: number }) => seq)).to.deep.equal([Number(headers['taskport-seq'])]);
      await administer(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport-signal' and datname = current_database()",
      );
    }
  });

  it('stops without delay on SIGTERM despite an open long poll and an open event stream', async () => {
    const third = start();
    const address = await third.listening();
    await third.line('ready');
    const changes = `${address}/api/${randomUUID()}/changes`;
    const waiting = ask('GET', `${changes}?wait=60`);
    const stream = await fetch(changes, { headers: { Accept: 'text/event-stream' } });
    const events = stream.text();
    third.child.kill('SIGTERM');
    expect(await third.gone).to.equal(0);
    expect((await waiting).json).to.deep.equal({ changes: [], next_since: 0, end: true });
    expect(await events).to.match(/^retry: \d+\n\n(: .*\n\n)?$/);
    const cut = await third.line('requests in flight were cut off').catch(() => 'not logged');
    expect(cut).to.equal('not logged');
  });

  function start(): ServiceProcess {
    return startProcess({ DATABASE_URL: url });
  }
});

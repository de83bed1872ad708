import { expect } from 'chai';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import type { Description } from '../../../src/domain/tasks/description.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { Api, Unreachable } from '../../../src/web/api/api.ts';
import { Later, SignedOut, settled } from '../../../src/web/api/problem.ts';
import { resolutionOf } from '../../../src/web/state/resolution.ts';
import { Random } from '../../../tools/support/random.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';
import { Network, SimulatedDevice } from '../sync/simulated-device.ts';

const [OLD, MINE, THEIRS] = ['Buy milk', 'Buy oat milk', 'Buy cheese'] as Title[] as [Title, Title, Title];

describe('the outbox, which sends the changes that the user makes on the page', () => {
  let service: ServiceProcess;
  let device: SimulatedDevice;
  let elsewhere: Api;
  let id: TaskId;

  before(async () => {
    service = startProcess({ DATABASE_URL: 'memory:' });
    await service.listening();
  });

  after(async () => {
    service?.child.kill('SIGTERM');
    await service?.gone;
  });

  beforeEach(async () => {
    const root = `${await service.listening()}/`;
    elsewhere = new Api(root);
    const me = (await elsewhere.ask('GET', 'api/me')).body as { user_id: UserId };
    device = new SimulatedDevice(me.user_id, new Network(root, new Random(1)));
    await device.open();
    id = await device.create(OLD);
    await device.settled(1);
    device.network.isUp = false;
  });

  afterEach(() => device.kill());

  const changeElsewhere = (body: unknown) => elsewhere.ask('PATCH', `api/me/tasks/${id}`, { body });
  const read = async () => (await elsewhere.ask('GET', `api/me/tasks/${id}`)).body as Record<string, unknown>;

  async function goOnline() {
    device.network.isUp = true;
    device.wake();
    await device.settled(1);
    return device.replica.refusals.value;
  }

  it('merges an edit of one field with a change that another device has made to another field', async () => {
    await device.edit([id], { title: MINE });
    await changeElsewhere({ description: 'two litres' });
    expect(await goOnline()).to.deep.equal([]);
    expect(await read()).to.include({ title: MINE, description: 'two litres' });
  });

  it('keeps both values of a field that two devices have changed, and sends the other fields of the edit', async () => {
    await device.edit([id], { title: MINE, description: 'two litres' as Description });
    await changeElsewhere({ title: THEIRS });
    const [refusal, ...more] = await goOnline();
    expect(more).to.deep.equal([]);
    expect(refusal).to.deep.include({ id, reason: 'conflict', mine: { title: MINE }, theirs: { title: THEIRS } });
    expect(await read()).to.include({ title: THEIRS, description: 'two litres' });
  });

  it('reports no conflict if two devices have set a field to the same value', async () => {
    await device.edit([id], { title: MINE });
    await changeElsewhere({ title: MINE });
    expect(await goOnline()).to.deep.equal([]);
  });

  it('keeps a refused edit with all fields of the task, if another device has deleted the task', async () => {
    await device.edit([id], { title: MINE });
    await elsewhere.ask('DELETE', `api/me/tasks/${id}`);
    const [refusal] = await goOnline();
    expect(refusal).to.deep.include({ reason: 'deleted', mine: { title: MINE } });
    expect(refusal?.content).to.include({ title: MINE, completed: false });
  });

  it('does not delete a task that another device has changed since the user deleted it offline', async () => {
    await device.delete([id]);
    await changeElsewhere({ title: THEIRS });
    const [refusal] = await goOnline();
    expect(refusal).to.deep.include({ reason: 'changed', content: null });
    expect(await read()).to.include({ title: THEIRS });
  });

  it('keeps a value that the service refuses, with the reason, and sends the next change', async () => {
    await device.edit([id], { title: '' as Title });
    await device.edit([id], { description: 'two litres' as Description });
    const [refusal] = await goOnline();
    expect(refusal).to.deep.include({ reason: 'invalid', mine: { title: '' } });
    expect(refusal?.detail).to.be.a('string').and.not.equal('');
    expect(await read()).to.include({ title: OLD, description: 'two litres' });
  });

  it('edits 250 tasks by one command, and keeps as refused only the edit of a task that another device has deleted', async () => {
    const ids = [id];
    for (let i = 0; i < 249; i++) ids.push(await device.create(`Task ${i}`));
    await goOnline();
    device.network.isUp = false;
    await device.edit(ids, { completed: true });
    await elsewhere.ask('DELETE', `api/me/tasks/${ids[120]}`);
    const refusals = await goOnline();
    expect(refusals.map((refusal) => [refusal.id, refusal.reason])).to.deep.equal([[ids[120], 'deleted']]);
    for (const other of ids.filter((_, i) => i !== 120)) {
      expect(device.replica.known(other)?.completed, other).to.equal(true);
    }
  });

  it('undoes a change only once, even if answers of the service to the undo are lost', async () => {
    device.network.isUp = true;
    const before = [
      { id, task: { ...(device.replica.known(id) as NonNullable<ReturnType<typeof device.replica.known>>) } },
    ];
    const [act] = await device.edit([id], { title: MINE });
    await device.settled(1);
    device.network.loss = 0.8;
    await device.undo(act as NonNullable<typeof act>, before);
    await device.settled(1);
    device.network.loss = 0;
    expect(device.replica.refusals.value).to.deep.equal([]);
    expect(await read()).to.include({ title: OLD });
  });

  it('does not show a deleted task again after the service repeats its answer to an edit from before the deletion', async () => {
    device.network.isUp = true;
    device.wake();
    const open = device.network.open.bind(device.network);
    device.network.open = async (method, path, sent) => {
      const response = await open(method, path, sent);
      // The page never gets the answer to its PATCH request, so the edit stays in the outbox.
      return method === 'PATCH' ? new Promise(() => {}) : response;
    };
    const inLog = async () => Number((await elsewhere.ask('GET', 'api/me/tasks?limit=1')).headers.get('Taskport-Seq'));
    const before = await inLog();
    await device.edit([id], { title: MINE });
    await device.includes(before + 1);
    await elsewhere.ask('DELETE', `api/me/tasks/${id}`);
    await device.includes(before + 2);
    device.kill();
    device.network.open = open;
    await device.open();
    await device.settled(before + 2);
    expect(device.replica.tasks.value.has(id)).to.equal(false);
  });

  it('does not undo a change if another device has changed the task since, and keeps the values of both devices', async () => {
    device.network.isUp = true;
    const before = [
      { id, task: { ...(device.replica.known(id) as NonNullable<ReturnType<typeof device.replica.known>>) } },
    ];
    const [act] = await device.edit([id], { title: MINE });
    await device.settled(1);
    device.network.isUp = false;
    await changeElsewhere({ title: THEIRS });
    await device.undo(act as NonNullable<typeof act>, before);
    const [refusal] = await goOnline();
    expect(refusal).to.deep.include({ reason: 'in-the-way', mine: { title: OLD } });
    expect(await read()).to.include({ title: THEIRS });
  });

  it('edits, deletes or creates a task, or changes nothing, as the user decides about a refused change', async () => {
    await device.edit([id], { title: MINE });
    await changeElsewhere({ title: THEIRS });
    const [refusal] = await goOnline();
    if (refusal === undefined) throw new Error('there is no refusal');
    const now = device.replica.known(id);
    expect(resolutionOf(refusal, 'theirs', now)).to.deep.equal({ do: 'nothing' });
    expect(resolutionOf(refusal, 'mine', now)).to.deep.equal({ do: 'edit', fields: { title: MINE } });
    expect(resolutionOf(refusal, 'copy', now)).to.deep.equal({ do: 'create', content: refusal.content });
    expect(resolutionOf(refusal, 'mine', undefined)).to.deep.equal({ do: 'create', content: refusal.content });
    expect(resolutionOf({ ...refusal, reason: 'changed', content: null }, 'mine', now)).to.deep.equal({ do: 'delete' });
  });
});

describe('a response of the service to a request of the page', () => {
  const answer = (status: number, body: unknown = {}, headers = {}) => ({
    status,
    body,
    headers: new Headers(headers),
  });

  it('is temporary, so that the page tries again, if its status is 408, 429 or 5xx, or its code is `idempotency_key_in_use`', () => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      const busy = answer(status, { code: 'x' }, { 'Retry-After': '7' });
      expect(() => settled(busy), String(status))
        .to.throw(Later)
        .with.property('wait', 7_000);
    }
    expect(() => settled(answer(409, { code: 'idempotency_key_in_use' }))).to.throw(Later);
  });

  it('makes the page ask for a credential if its status is 401, and is final if its status is 200, 404, 409, 412 or 422', () => {
    expect(() => settled(answer(401))).to.throw(SignedOut);
    for (const status of [200, 404, 409, 412, 422]) expect(settled(answer(status)).status).to.equal(status);
  });

  it('means that the service cannot be reached if its body is not JSON, because then a proxy has sent it', () => {
    expect(() => settled({ ...answer(200), body: undefined })).to.throw(Unreachable);
  });
});

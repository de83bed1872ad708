import { expect } from 'chai';
import { WriteQueue } from '../../../../src/adapters/postgres/batching/write-queue.ts';
import type { QueuedWrite } from '../../../../src/adapters/postgres/writes/queued-write.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask, someUser } from '../../../support/tasks.ts';

describe('the write queue', () => {
  let arrivals: number;
  let sent: number[][];
  let finish: ((again?: QueuedWrite[]) => Promise<void>)[];
  let queue: WriteQueue;

  beforeEach(() => {
    [arrivals, sent, finish] = [0, [], []];
    // Each test appends to arrays of its own, because a queue in which writes wait continues to send after the test.
    const [own, ends] = [sent, finish];
    const send = (batch: QueuedWrite[]) => {
      own.push(batch.map(({ arrival }) => arrival));
      const { promise, resolve } = Promise.withResolvers<QueuedWrite[]>();
      ends.push(async (again = []) => {
        resolve(again);
        await turn();
        await turn();
      });
      return promise;
    };
    const sending = (queue: WriteQueue) => {
      void (async () => {
        for await (const batch of queue.batches()) queue.track(batch, send(batch));
      })();
      return queue;
    };
    queue = sending(new WriteQueue());
  });

  it('sends the writes of one event-loop turn as one batch, and the writes that arrive while it is in flight as the next batch', async () => {
    const owner = someUser();
    add(owner);
    await turn();
    for (let i = 0; i < 2; i++) add(owner);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    await finish[0]?.();
    expect(sent).to.deep.equal([[1], [2, 3]]);
  });

  it('starts another batch while one is slow, but only with writes of owners who have no write in the slow batch', async () => {
    const [slow, other] = [someUser(), someUser()];
    add(slow);
    await turn();
    for (const owner of [slow, other]) add(owner);
    await until(() => sent.length === 2);
    expect(sent).to.deep.equal([[1], [3]]);
    await finish[0]?.();
    await finish[1]?.();
    expect(sent).to.deep.equal([[1], [3], [2]]);
  });

  it('sends the next writes of an owner after a timeout when a batch with writes of that owner hangs', async () => {
    const owner = someUser();
    for (let i = 1; i <= 3; i++) {
      add(owner);
      await until(() => sent.length === i);
    }
    await finish[0]?.();
    await finish[1]?.();
    // The third write of `owner` is still in flight. After a batch of another owner has ended, the next write of
    // `owner` must still wait.
    add(someUser());
    await until(() => sent.length === 4);
    await finish[3]?.();
    add(owner);
    await turn();
    expect(sent).to.deep.equal([[1], [2], [3], [4]]);
    await finish[2]?.();
    expect(sent).to.deep.equal([[1], [2], [3], [4], [5]]);
  });

  it('has at most four batches in flight, even if all are slow', async () => {
    for (let i = 1; i <= 5; i++) {
      add(someUser());
      if (i < 5) await until(() => sent.length === i);
    }
    await finish[3]?.();
    expect(sent).to.deep.equal([[1], [2], [3], [4], [5]]);
  });

  it('puts at most 500 writes of one owner into a batch, which leaves capacity for other owners', async () => {
    const [flooding, other] = [someUser(), someUser()];
    for (let i = 0; i < 600; i++) add(flooding);
    add(other);
    await turn();
    expect(sent.at(-1)).to.include(601).and.to.have.length(501);
  });

  it('sends the writes that must be retried before writes that arrived later', async () => {
    const owner = someUser();
    const first = add(owner);
    await turn();
    add(owner);
    await finish[0]?.([first]);
    expect(sent).to.deep.equal([[1], [1, 2]]);
  });

  it('never mixes the writes of an owner with those of other owners in a batch after isolate() was called for the owner', async () => {
    const slow = someUser();
    queue.isolate(slow);
    for (const owner of [slow, someUser(), slow, someUser()]) add(owner);
    await turn();
    expect(sent.at(-1)).to.deep.equal([1, 3]);
    await finish[0]?.();
    expect(sent.at(-1)).to.deep.equal([2, 4]);
  });

  it('holds back the writes of an owner while a multi-task operation of the owner is in flight, and sends the writes of others', async () => {
    for (const isFailing of [false, true]) {
      const [owner, other] = [someUser(), someUser()];
      const operation = Promise.withResolvers<void>();
      queue.hold(owner, operation.promise);
      const [held, free] = [add(owner), add(other)];
      await turn();
      expect(sent.at(-1)).to.deep.equal([free.arrival]);
      await finish.at(-1)?.();
      if (isFailing) operation.reject(new Error('no'));
      else operation.resolve();
      await turn();
      await turn();
      expect(sent.at(-1)).to.deep.equal([held.arrival]);
      await finish.at(-1)?.();
    }
  });

  it('rejects writes beyond its capacity, and writes that have waited too long', async () => {
    const owner = someUser();
    const outcomes: string[] = [];
    add(owner, -60_000, () => outcomes.push('late'));
    for (let i = 1; i < 5_000; i++) add(owner);
    add(owner, 0, () => outcomes.push('too much'));
    expect(outcomes).to.deep.equal(['too much']);
    await turn();
    expect(outcomes).to.deep.equal(['too much', 'late']);
  });

  /** Resolves in the next turn of the event loop. */
  function turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await turn();
  }

  function add(owner: UserId, age = 0, reject: () => void = () => {}): QueuedWrite {
    const task = someTask({ userId: owner });
    const since = performance.now() + age;
    const request = { owner, id: task.id, change: () => task, key: undefined, isNew: true, since };
    const write = {
      ...request,
      ...SOMEONE,
      arrival: ++arrivals,
      conflicts: 0,
      connectionLosses: 0,
      maybeCommitted: [],
      resolve: () => {},
      reject,
    };
    queue.add(write);
    return write;
  }
});

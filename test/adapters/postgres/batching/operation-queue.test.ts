import { mock } from 'node:test';
import { expect } from 'chai';
import { OperationQueue } from '../../../../src/adapters/postgres/batching/operation-queue.ts';
import type { WriteQueue } from '../../../../src/adapters/postgres/batching/write-queue.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { someUser } from '../../../support/tasks.ts';

describe('the queue of operations', () => {
  let started: number[];
  let held: UserId[];
  let ends: (() => void)[];
  let queue: OperationQueue;

  beforeEach(() => {
    [started, held, ends] = [[], [], []];
    queue = new OperationQueue({ hold: (owner: UserId) => held.push(owner) } as unknown as WriteQueue);
  });

  afterEach(() => mock.timers.reset());

  function run(owner: UserId, number: number): Promise<string> {
    const work = () => {
      started.push(number);
      const { promise, resolve } = Promise.withResolvers<string>();
      ends[number] = () => resolve(`${number}`);
      return promise;
    };
    return queue.run(owner, work).catch(({ code }) => code);
  }

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('runs at most two operations concurrently, in the order of arrival, and at most one of each owner', async () => {
    const [one, two, three] = [someUser(), someUser(), someUser()];
    for (const [number, owner] of [one, one, two, three].entries()) void run(owner, number);
    await turn();
    expect(started).to.deep.equal([0, 2]);
    expect(queue.size).to.equal(2);
    expect(held).to.deep.equal([one, two]);
    ends[2]?.();
    await turn();
    expect(started).to.deep.equal([0, 2, 3]);
    ends[0]?.();
    await turn();
    expect(started).to.deep.equal([0, 2, 3, 1]);
    expect(queue.size).to.equal(0);
  });

  it('starts the next operation after an operation that fails', async () => {
    const owner = someUser();
    const failed = queue.run(owner, () => Promise.reject(new Error('no'))).catch(({ message }) => message);
    void run(owner, 1);
    expect(await failed).to.equal('no');
    await turn();
    expect(started).to.deep.equal([1]);
  });

  it('rejects an operation that has waited too long, and then runs the next one', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const owner = someUser();
    void run(owner, 0);
    const late = run(owner, 1);
    await turn();
    mock.timers.tick(60_000);
    expect(await late).to.equal('overloaded');
    void run(owner, 2);
    ends[0]?.();
    await turn();
    expect(started).to.deep.equal([0, 2]);
  });

  it('rejects an operation with the error code `overloaded` when 5,000 operations already wait', async () => {
    const owner = someUser();
    for (let i = 0; i <= 5_000; i++) void run(owner, i);
    expect(await run(owner, 9_999)).to.equal('overloaded');
  });
});

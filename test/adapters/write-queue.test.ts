import { expect } from 'chai';
import type { Write } from '../../src/adapters/postgres/write/write.ts';
import { WriteQueue } from '../../src/adapters/postgres/write/write-queue.ts';
import type { UserId } from '../../src/domain/identity.ts';
import { someTask, someUser } from '../support/tasks.ts';

describe('the queue of writes', () => {
  let number: number;
  let sent: number[][];
  let finish: ((again?: Write[]) => Promise<void>)[];
  let queue: WriteQueue;

  beforeEach(() => {
    [number, sent, finish] = [0, [], []];
    queue = new WriteQueue((group) => {
      sent.push(group.map((write) => write.number));
      const { promise, resolve } = Promise.withResolvers<Write[]>();
      finish.push(async (again = []) => {
        resolve(again);
        await new Promise(setImmediate);
      });
      return promise;
    });
  });

  it('sends one at once, and what its owner writes meanwhile together, in order', async () => {
    const owner = someUser();
    for (let i = 0; i < 3; i++) add(owner);
    expect(sent).to.deep.equal([[1]]);
    await finish[0]?.();
    expect(sent).to.deep.equal([[1], [2, 3]]);
  });

  it('lets no owner wait for another while there is room', () => {
    for (let i = 0; i < 4; i++) add(someUser());
    expect(sent).to.deep.equal([[1], [2], [3], [4]]);
  });

  it('sends what waits together, but for those whose owner is in a group that is out', async () => {
    const owners = Array.from({ length: 6 }, someUser) as [UserId, UserId, UserId, UserId, UserId, UserId];
    for (const owner of owners) add(owner);
    add(owners[1]);
    await finish[0]?.();
    expect(sent).to.deep.equal([[1], [2], [3], [4], [5, 6]]);
    await finish[1]?.();
    expect(sent.at(-1)).to.deep.equal([7]);
  });

  it('lets one owner’s flood leave room for others', async () => {
    const [flooding, other] = [someUser(), someUser()];
    const out = Array.from({ length: 4 }, someUser);
    for (const owner of out) add(owner);
    for (let i = 0; i < 300; i++) add(flooding);
    add(other);
    await finish[0]?.();
    expect(sent.at(-1)).to.include(305).and.to.have.length(101);
  });

  it('sends again what has to be, before what came later', async () => {
    const owner = someUser();
    const first = add(owner);
    add(owner);
    await finish[0]?.([first]);
    expect(sent).to.deep.equal([[1], [1, 2]]);
  });

  it('sends by themselves the writes of who held up others', async () => {
    const [slow, ...out] = Array.from({ length: 5 }, someUser) as [UserId, ...UserId[]];
    for (const owner of out) add(owner);
    queue.isolate(slow);
    for (const owner of [slow, someUser(), slow, someUser()]) add(owner);
    await finish[0]?.();
    expect(sent.at(-1)).to.deep.equal([5, 7]);
    await finish[1]?.();
    expect(sent.at(-1)).to.deep.equal([6, 8]);
  });

  it('refuses what is too much, and what has waited too long', async () => {
    const owner = someUser();
    const outcomes: string[] = [];
    add(owner);
    add(owner, -60_000, () => outcomes.push('late'));
    // The next that looks finds that nobody can go, and who has waited too long.
    for (let i = 0; i < 5_000; i++) add(owner);
    add(owner, 0, () => outcomes.push('too much'));
    expect(outcomes).to.deep.equal(['late', 'too much']);
  });

  function add(owner: UserId, age = 0, reject: () => void = () => {}): Write {
    const task = someTask({ userId: owner });
    const request = { owner, id: task.id, change: () => task, key: undefined, isNew: true };
    const since = performance.now() + age;
    const write = { ...request, number: ++number, since, attempts: 0, resolve: () => {}, reject };
    queue.add(write);
    return write;
  }
});

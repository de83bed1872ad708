import { expect } from 'chai';
import { MAX_TASKS, TaskReplicas } from '../../../src/application/filter/task-replicas.ts';
import type { Seq } from '../../../src/domain/changes/change.ts';
import { SeqGone } from '../../../src/domain/changes/errors.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { TaskQuery, TaskRepository } from '../../../src/ports/task-repository.ts';
import { someTask, someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';

/** A task with this description counts as five tasks. */
const LONG = description('x'.repeat(2_000));

describe('the replicas', () => {
  it('read all tasks again if the log does not reach the tasks that were read first', async () => {
    const seqs = [5, 3] as Seq[];
    const store = {
      list: async () => ({ tasks: [], seq: seqs.shift() }),
      async changes(_: unknown, { since }: { since: Seq }) {
        if (since > 3) throw new SeqGone(since, 0 as Seq, 3 as Seq);
        return { changes: [], last: 3 };
      },
    } as unknown as TaskRepository;
    expect((await new TaskReplicas(store).get(someUser())).seq).to.equal(3);
    expect(seqs).to.deep.equal([]);
  });

  it('keep the tasks of other users when a user with more tasks than fit into memory is read', async () => {
    const [small, large] = [someUser(), someUser()];
    const task = someTask();
    const tasks = new Map<string, readonly Task[]>([
      [small, [task]],
      [large, times(MAX_TASKS / 5, () => someTask({ description: LONG }))],
    ]);
    const store = {
      list: async (owner: string, { limit, after }: TaskQuery) => ({
        tasks: after ? [] : tasks.get(owner)?.slice(0, owner === small ? limit : undefined),
        seq: 0,
      }),
      changes: async () => ({ changes: [], last: 0 }),
    } as unknown as TaskRepository;
    const replicas = new TaskReplicas(store);
    await replicas.get(small);
    expect([...(await replicas.get(large)).all()]).not.to.deep.equal([]);
    expect([small, large].map((owner) => replicas.has(owner))).to.deep.equal([true, false]);
  });
});

import { expect } from 'chai';
import { Registry } from 'prom-client';
import { DatabaseMetrics } from '../../../../src/adapters/postgres/database-metrics.ts';
import type { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { TaskCache } from '../../../../src/adapters/postgres/tasks/task-cache.ts';
import { TaskWriter } from '../../../../src/adapters/postgres/writes/task-writer.ts';
import { LocalChangeNotifier } from '../../../../src/adapters/system/local-change-notifier.ts';
import { SystemClock } from '../../../../src/adapters/system/system-clock.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask } from '../../../support/tasks.ts';

describe('a writer of tasks to PostgreSQL', () => {
  it('sends the next batch before the callers get the results of the last', async () => {
    const events: string[] = [];
    const answers: (() => void)[] = [];
    const database = {
      metrics: new DatabaseMetrics(new Registry()),
      run: () => {
        events.push('batch');
        return new Promise((resolve) => answers.push(() => resolve([{ t: 0, step: 0, seq: 1 }])));
      },
    };
    const writer = new TaskWriter(
      database as unknown as Database,
      new TaskCache(),
      new LocalChangeNotifier(),
      new SystemClock(),
    );
    const write = async () => {
      const task = someTask();
      const { userId: owner, id } = task;
      await writer.write({ ...SOMEONE, owner, id, change: () => task, isNew: true, since: performance.now() });
      events.push('result');
    };
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = write();
    await turn();
    const second = write();
    await turn();
    answers[0]?.();
    await first;
    expect(events).to.deep.equal(['batch', 'batch', 'result']);
    answers[1]?.();
    await second;
  });
});

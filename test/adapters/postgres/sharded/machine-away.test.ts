import { expect } from 'chai';
import { Registry } from 'prom-client';
import { DatabaseMetrics } from '../../../../src/adapters/postgres/database-metrics.ts';
import type { Database, RunStatement } from '../../../../src/adapters/postgres/driver/database.ts';
import { RetryPolicy } from '../../../../src/adapters/postgres/driver/retry-policy.ts';
import { ConnectBackoff } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { toStoreError } from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { requireWritableShard } from '../../../../src/adapters/postgres/driver/writable-check.ts';
import { ShardedTaskRepository } from '../../../../src/adapters/postgres/sharded/sharded-task-repository.ts';
import { LocalChangeNotifier } from '../../../../src/adapters/system/local-change-notifier.ts';
import { SystemClock } from '../../../../src/adapters/system/system-clock.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { someTask } from '../../../support/tasks.ts';

const withCode = (code: string) => toStoreError(Object.assign(new Error('made up'), { code }));
const AWAY = withCode('08006');

describe('a write to a database that is sharded by user', () => {
  /** Returns a repository that has at most one write in flight. The machines of the owners in `away` are down. */
  function repository(away: Set<unknown>) {
    const metrics = new DatabaseMetrics(new Registry());
    const run = async (_: string, [owner]: readonly unknown[]) => {
      if (away.has(owner)) throw AWAY;
      return [{ seq: 1 }];
    };
    const transaction = (work: (run: RunStatement) => Promise<unknown>) => work(run as RunStatement);
    const retries = new RetryPolicy(metrics, new ConnectBackoff());
    const database = { run, read: run, transaction, metrics, retries } as unknown as Database;
    return new ShardedTaskRepository(database, new LocalChangeNotifier(), new SystemClock(), 1);
  }

  it('does not wait for the write of another owner whose machine is down', async () => {
    const [stuck, other] = [someTask(), someTask()];
    const away = new Set<unknown>([stuck.userId]);
    const tasks = repository(away);
    const retried = tasks.add(stuck, SOMEONE);
    expect(await tasks.add(other, SOMEONE)).to.include({ seq: 1, kind: 'created' });
    away.clear();
    expect(await retried).to.include({ seq: 1, kind: 'created' });
  });
});

describe('the check whether a database that is sharded by user can be written to', () => {
  let asked: unknown[];

  /** Runs the check on a database whose shards give these replies in turn. Returns `writable` or the error code. */
  function check(...replies: readonly (Error | 'nothing' | 'rows')[]): Promise<string> {
    asked = [];
    const run = async (_: string, [owner]: readonly unknown[]) => {
      if (owner === undefined) return [{ missing: null }];
      asked.push(owner);
      const reply = replies[asked.length - 1] ?? 'rows';
      if (reply === 'nothing') return new Promise(() => {});
      if (reply !== 'rows') throw reply;
      return [];
    };
    return requireWritableShard(run as RunStatement).then(
      () => 'writable',
      ({ code }) => code,
    );
  }

  it('succeeds if one shard can be written to, although the machines of other shards are down', async () => {
    expect(await check(AWAY as Error, AWAY as Error, 'rows')).to.equal('writable');
    expect(new Set(asked).size).to.equal(3);
  });

  it('tries other shards, and succeeds, without waiting for a machine that does not answer', async () => {
    expect(await check('nothing', AWAY as Error, 'nothing', 'rows')).to.equal('writable');
  });

  it('fails if no shard can be written to', async () => {
    expect(await check(...Array.from({ length: 20 }, () => AWAY as Error))).to.equal('database_unavailable');
    expect(asked).to.have.length(8);
  });

  it('fails at once on an error other than a lost machine, such as a read-only server', async () => {
    for (const code of ['25006', '42P01']) {
      expect(await check(withCode(code) as Error)).to.equal('database_unavailable');
      expect(asked).to.have.length(1);
    }
  });
});

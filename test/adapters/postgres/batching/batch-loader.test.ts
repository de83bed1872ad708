import { expect } from 'chai';
import { Registry } from 'prom-client';
import { BatchLoader, SMALL_RESULTS } from '../../../../src/adapters/postgres/batching/batch-loader.ts';
import { DatabaseMetrics } from '../../../../src/adapters/postgres/database-metrics.ts';

describe('a lookup', () => {
  const { now } = performance;

  afterEach(() => {
    performance.now = now;
  });

  it('asks no more what has waited too long behind others, and says so', async () => {
    const asked: string[] = [];
    let answer: () => void = () => {};
    const read = (sql: string) => {
      asked.push(sql);
      return new Promise<never[]>((resolve) => {
        answer = () => resolve([]);
      });
    };
    const metrics = new DatabaseMetrics(new Registry());
    const questions = { kind: 'tasks', many: 'many', one: 'one', limits: SMALL_RESULTS } as const;
    const lookup = new BatchLoader({ read, metrics }, questions, { shardedByUser: true });
    const first = Array.from({ length: 4 }, () => lookup.load({ id: 1 }));
    const late = lookup.load({ id: 2 }).catch((error) => error.code);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).to.have.length(4);
    performance.now = () => now.call(performance) + 60_000;
    answer();
    expect(await late).to.equal('overloaded');
    expect(asked).to.have.length(4);
    expect(first).to.have.length(4);
  });
});

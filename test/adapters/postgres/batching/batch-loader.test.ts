import { expect } from 'chai';
import { Registry } from 'prom-client';
import { BatchLoader, SMALL_RESULTS } from '../../../../src/adapters/postgres/batching/batch-loader.ts';
import { DatabaseMetrics } from '../../../../src/adapters/postgres/database-metrics.ts';

describe('a batch loader', () => {
  const { now } = performance;

  afterEach(() => {
    performance.now = now;
  });

  it('rejects a read with the error `overloaded` when the read has waited too long for a batch', async () => {
    const statements: string[] = [];
    let answer: () => void = () => {};
    const read = (sql: string) => {
      statements.push(sql);
      return new Promise<never[]>((resolve) => {
        answer = () => resolve([]);
      });
    };
    const metrics = new DatabaseMetrics(new Registry());
    const options = { kind: 'tasks', many: 'many', one: 'one', limits: SMALL_RESULTS } as const;
    const loader = new BatchLoader({ read, metrics }, options);
    const first = loader.load({ id: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    const late = loader.load({ id: 2 }).catch((error) => error.code);
    expect(statements).to.have.length(1);
    performance.now = () => now.call(performance) + 60_000;
    answer();
    expect(await late).to.equal('overloaded');
    expect(await first).to.deep.equal([]);
    expect(statements).to.have.length(1);
  });

  it('sends the next batch before the callers get the rows of the last', async () => {
    const events: string[] = [];
    const answers: (() => void)[] = [];
    const read = (sql: string) => {
      events.push(sql);
      return new Promise<never[]>((resolve) => answers.push(() => resolve([])));
    };
    const metrics = new DatabaseMetrics(new Registry());
    const options = { kind: 'tasks', many: 'many', one: 'one', limits: SMALL_RESULTS } as const;
    const loader = new BatchLoader({ read, metrics }, options);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = Promise.all([1, 2].map((id) => loader.load({ id }).then(() => events.push('rows'))));
    await turn();
    loader.load({ id: 3 });
    await turn();
    answers[0]?.();
    await first;
    expect(events).to.deep.equal(['many', 'one', 'rows', 'rows']);
  });
});

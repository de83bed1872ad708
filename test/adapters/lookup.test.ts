import { expect } from 'chai';
import { Registry } from 'prom-client';
import { DatabaseMetrics } from '../../src/adapters/postgres/metrics.ts';
import { Lookup, SHORT } from '../../src/adapters/postgres/read/lookup.ts';

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
    const questions = { kind: 'tasks', many: 'many', one: 'one', limits: SHORT } as const;
    const lookup = new Lookup({ read, metrics }, questions, { isByUser: true });
    const first = Array.from({ length: 4 }, () => lookup.ask({ id: 1 }));
    const late = lookup.ask({ id: 2 }).catch((error) => error.code);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).to.have.length(4);
    performance.now = () => now.call(performance) + 60_000;
    answer();
    expect(await late).to.equal('overloaded');
    expect(asked).to.have.length(4);
    expect(first).to.have.length(4);
  });
});

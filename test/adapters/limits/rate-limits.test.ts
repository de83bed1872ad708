import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { LeasingRateLimiter, type Lender } from '../../../src/adapters/limits/leasing-rate-limiter.ts';
import { LocalRateLimiter } from '../../../src/adapters/limits/local-rate-limiter.ts';
import { WindowCounter } from '../../../src/adapters/limits/window-counter.ts';
import type { Quota } from '../../../src/ports/rate-limiter.ts';
import { SEED } from '../../support/seed.ts';

const POLICY = { requests: 600, seconds: 60 };

describe('a rate limit in a single process', () => {
  let now = 0;
  const limiter = () => new LocalRateLimiter(new WindowCounter({ requests: 2, seconds: 60 }, () => now));

  it('grants a limited number of requests per key and window; a window begins with the first request of its key', () => {
    const one = limiter();
    expect(one.take('a')).to.deep.equal({ isGranted: true, remaining: 1, reset: 60 });
    now += 30_001;
    expect(one.take('a')).to.deep.equal({ isGranted: true, remaining: 0, reset: 30 });
    expect(one.take('a')).to.deep.equal({ isGranted: false, remaining: 0, reset: 30 });
    expect(one.take('b').isGranted).to.equal(true);
    now += 29_999;
    expect(one.take('a')).to.deep.equal({ isGranted: true, remaining: 1, reset: 60 });
  });

  it('grants one more request for each that the caller gave back unused, but never more than its limit', () => {
    const one = limiter();
    for (let i = 0; i < 2; i++) one.take('a');
    one.giveBack('a');
    one.giveBack('b');
    expect([one.take('a'), one.take('a')].map(({ isGranted }) => isGranted)).to.deep.equal([true, false]);
    for (let i = 0; i < 9; i++) one.giveBack('a');
    expect([1, 2, 3].map(() => one.take('a').isGranted)).to.deep.equal([true, true, false]);
  });

  it('drops windows that have ended, and the oldest windows beyond 100,000', () => {
    const counter = new WindowCounter({ requests: 2, seconds: 60 }, () => now);
    for (let i = 0; i < 1_000; i++) counter.take(`${i}`, 1);
    now += 60_000;
    counter.take('next', 1);
    expect(counter.size).to.equal(1);
    for (let i = 0; i < 150_000; i++) counter.take(`${i}`, 1);
    expect(counter.size).to.equal(100_000);
  });
});

describe(`a rate limit over several workers (SEED=${SEED})`, () => {
  let now = 0;
  let state = SEED;

  /** Returns a pseudo-random number from 0 to 1 (a linear congruential generator). */
  function random(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  }

  /** Returns workers that lease from one counter, which answers some turns of the event loop later. */
  function workersOf(count: number, policy = POLICY) {
    const counter = new WindowCounter(policy, () => now);
    let messages = 0;
    const lender: Lender = {
      async lease(asks) {
        messages++;
        for (let i = 0; i < 3; i++) await turn();
        return asks.map(([key, wanted]) => counter.take(key, wanted));
      },
      giveBack: (key) => counter.giveBack(key),
    };
    const workers = Array.from(
      { length: count },
      () => new LeasingRateLimiter(policy, count, lender, 'grant', () => now),
    );
    return { workers, messages: () => messages };
  }

  for (const count of [1, 2, 4, 16, 64]) {
    it(`grants between 98 % and 100 % of the requests that it allows, with ${count} workers`, async () => {
      const { workers } = workersOf(count);
      for (const share of [1, 8]) {
        now += 60_000;
        let granted = 0;
        const pick = () => workers[Math.floor(random() ** share * count)] as LeasingRateLimiter;
        for (let i = 0; i < 100; i++) {
          const quotas = await Promise.all(Array.from({ length: 16 }, () => pick().take('a')));
          granted += quotas.filter(({ isGranted }) => isGranted).length;
        }
        expect(granted).to.be.within(588, 600);
      }
    });
  }

  it('grants 98 % to 100 % of the requests that it allows, even if more arrive while a worker waits for a lease', async () => {
    const { workers } = workersOf(4);
    const [worker] = workers as [LeasingRateLimiter];
    const quotas: (Quota | Promise<Quota>)[] = [];
    for (let i = 0; i < 1_000; i++) {
      quotas.push(worker.take('a'));
      await turn();
    }
    expect((await Promise.all(quotas)).filter(({ isGranted }) => isGranted).length).to.be.within(588, 600);
  });

  it('asks for leases of all keys of an event-loop turn in one message, and uses the leases up before it asks again', async () => {
    const { workers, messages } = workersOf(2);
    const [worker] = workers as [LeasingRateLimiter];
    await Promise.all(['a', 'b', 'c', 'a'].map((key) => worker.take(key)));
    expect(messages()).to.equal(1);
    for (let i = 0; i < 5; i++) expect(worker.take('b')).not.to.be.instanceOf(Promise);
    expect(worker.take('b')).to.be.instanceOf(Promise);
  });

  it('counts the remaining requests down to 0, and starts again in the next window', async () => {
    const { workers } = workersOf(2, { requests: 5, seconds: 60 });
    const [worker] = workers as [LeasingRateLimiter];
    const left: Quota[] = [];
    for (let i = 0; i < 6; i++) left.push(await worker.take('a'));
    expect(left.map(({ isGranted, remaining }) => [isGranted, remaining])).to.deep.equal([
      [true, 4],
      [true, 3],
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    now += 60_000;
    expect(await worker.take('a')).to.deep.equal({ isGranted: true, remaining: 4, reset: 60 });
  });

  for (const unanswered of ['grant', 'refuse'] as const) {
    it(`${unanswered}s a request if the primary process does not answer, and asks that process again at the next request`, async () => {
      let asked = 0;
      const lender: Lender = {
        async lease() {
          asked++;
          return undefined;
        },
        giveBack() {},
      };
      const worker = new LeasingRateLimiter(POLICY, 2, lender, unanswered, () => now);
      const isGranted = unanswered === 'grant';
      const quotas = await Promise.all([worker.take('a'), worker.take('a'), worker.take('b')]);
      for (const quota of quotas) expect(quota).to.deep.equal({ isGranted, remaining: quota.remaining, reset: 1 });
      expect(await worker.take('a')).to.include({ isGranted, reset: 1 });
      expect(asked).to.equal(2);
    });
  }

  it('reports the number of remaining requests at most a second late, and still uses leases older than a second', async () => {
    const { workers } = workersOf(2, { requests: 600, seconds: 3_600 });
    const [one, other] = workers as [LeasingRateLimiter, LeasingRateLimiter];
    await one.take('a');
    for (let i = 0; i < 100; i++) await other.take('a');
    now += 1_000;
    expect((await one.take('a')).remaining).to.be.within(600 - 102 - 5, 600 - 102);
    let granted = 102;
    for (let i = 0; i < 600; i++) {
      now += 1_000;
      if ((await (i % 2 === 0 ? one : other).take('a')).isGranted) granted++;
    }
    expect(granted).to.be.within(588, 600);
  });

  it('does not use a lease after the end of its window', async () => {
    const { workers } = workersOf(1, { requests: 100, seconds: 60 });
    const [worker] = workers as [LeasingRateLimiter];
    await worker.take('a');
    now += 60_000;
    expect(await worker.take('a')).to.deep.include({ remaining: 99, reset: 60 });
  });
});

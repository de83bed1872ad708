import { expect } from 'chai';
import { TIMEOUTS } from '../../src/process/timeouts.ts';

describe('the table of timeouts', () => {
  const { lock, statement, query, idleTransaction, connect, queue, retryBudget, headers, request, idle } = TIMEOUTS;
  const { linger, drain, close, worker, check } = TIMEOUTS;

  it('is ordered so that an inner timeout expires before the timeout of the caller that waits', () => {
    expect([lock, statement, query, idleTransaction, headers, request, idle]).to.deep.equal(
      [lock, statement, query, idleTransaction, headers, request, idle].toSorted((a, b) => a - b),
    );
    expect(connect).to.be.below(retryBudget);
    expect(check).to.be.below(lock + 1);
  });

  it('lets neither queueing plus a database query nor retries plus a database query exceed ten seconds', () => {
    expect(queue + query).to.be.at.most(10_000);
    expect(retryBudget + query).to.be.at.most(10_000);
  });

  it('lets a worker stop within ten seconds, before the primary process kills it', () => {
    expect(linger).to.be.below(drain);
    expect(drain + close)
      .to.be.at.most(10_000)
      .and.below(worker);
  });
});

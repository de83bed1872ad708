import { expect } from 'chai';
import { TIMEOUTS } from '../../src/process/timeouts.ts';

describe('the limits of time', () => {
  const { lock, statement, query, idleTransaction, connect, queue, retryBudget, headers, request, idle } = TIMEOUTS;
  const { linger, drain, close, worker, check } = TIMEOUTS;

  it('let each give up before what waits for it', () => {
    expect([lock, statement, query, idleTransaction, headers, request, idle]).to.deep.equal(
      [lock, statement, query, idleTransaction, headers, request, idle].toSorted((a, b) => a - b),
    );
    expect(connect).to.be.below(retryBudget);
    expect(check).to.be.below(lock + 1);
  });

  it('let whatever is asked of the database end within ten seconds, and who asks wait longer than that', () => {
    expect(queue + query).to.be.at.most(10_000);
    expect(retryBudget + query).to.be.at.most(10_000);
  });

  it('let a process stop within ten seconds, and be killed only after that', () => {
    expect(linger).to.be.below(drain);
    expect(drain + close)
      .to.be.at.most(10_000)
      .and.below(worker);
  });
});

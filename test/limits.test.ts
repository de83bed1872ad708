import { expect } from 'chai';
import { LIMITS } from '../src/limits.ts';

describe('the limits of time', () => {
  const { lock, statement, query, idleTransaction, connect, queue, outage, head, request, idle } = LIMITS;
  const { linger, drain, close, worker, check } = LIMITS;

  it('let each give up before what waits for it', () => {
    expect([lock, statement, query, idleTransaction, head, request, idle]).to.deep.equal(
      [lock, statement, query, idleTransaction, head, request, idle].toSorted((a, b) => a - b),
    );
    expect(connect).to.be.below(outage);
    expect(check).to.be.below(lock + 1);
  });

  it('let whatever is asked of the database end within ten seconds, and who asks wait longer than that', () => {
    expect(queue + query).to.be.at.most(10_000);
    expect(outage + query).to.be.at.most(10_000);
  });

  it('let a process stop within ten seconds, and be killed only after that', () => {
    expect(linger).to.be.below(drain);
    expect(drain + close)
      .to.be.at.most(10_000)
      .and.below(worker);
  });
});

import { expect } from 'chai';
import { GRACE, type ObservedReply, ReplyChecker } from '../../../../tools/chaos/checks/reply-checker.ts';

const ERROR_BODY = '{"detail":"Too busy","code":"overloaded","request_id":"x"}';

describe('the reply checker of the chaos suite', () => {
  let now: number;
  let checker: ReplyChecker;

  beforeEach(() => {
    now = 0;
    checker = new ReplyChecker(() => now);
  });

  /** Passes a reply to the checker, and returns the checks that have failed so far. */
  function feed(reply: Partial<ObservedReply>): string[] {
    checker.check({ what: 'GET /', status: 503, text: ERROR_BODY, sent: now, received: now + 10, ...reply });
    return checker.findings.map(({ check }) => check);
  }

  it('accepts a success, and an error with a detail', () => {
    expect(feed({ status: 200, text: '' })).to.deep.equal([]);
    expect(feed({ status: 404 })).to.deep.equal([]);
  });

  it('never excuses a status that only a bug can cause', () => {
    checker.excuse([500, 502, 503]);
    for (const status of [500, 501, 502, 505]) feed({ status });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(4).fill('status'));
  });

  it('requires a detail in every error response, except to HEAD', () => {
    expect(feed({ status: 404, what: 'HEAD /', text: '' })).to.deep.equal([]);
    for (const text of ['', 'Not Found', '{}', '{"detail":""}', '{"detail":']) feed({ status: 404, text });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(5).fill('detail'));
  });

  it('does not excuse 503 without a fault', () => {
    expect(feed({ status: 503 })).to.deep.equal(['excuse']);
  });

  it('excuses requests sent during a fault or within the grace period after it, but no later ones', () => {
    now = 1000;
    const heal = checker.excuse([503]);
    expect(feed({ sent: 1500 })).to.deep.equal([]);
    now = 2000;
    heal();
    expect(feed({ sent: 2000 + GRACE })).to.deep.equal([]);
    expect(feed({ sent: 2001 + GRACE })).to.deep.equal(['excuse']);
  });

  it('excuses a request that was sent before a fault and answered during it', () => {
    checker.excuse([504]);
    expect(feed({ status: 504, sent: -6000 })).to.deep.equal([]);
  });

  it('excuses only the statuses that the fault explains', () => {
    checker.excuse([503]);
    expect(feed({ status: 504 })).to.deep.equal(['excuse']);
  });

  it('excuses a status until the last of several faults is healed', () => {
    const heal = checker.excuse([503]);
    checker.excuse([503]);
    heal();
    now = 100_000;
    expect(feed({ sent: now })).to.deep.equal([]);
  });
});

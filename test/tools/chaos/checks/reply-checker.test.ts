import { expect } from 'chai';
import { GRACE, type ObservedReply, ReplyChecker } from '../../../../tools/chaos/checks/reply-checker.ts';

const ERROR_BODY = '{"detail":"Too busy","code":"overloaded","request_id":"x"}';

describe('the checker of HTTP responses during injected faults', () => {
  let now: number;
  let checker: ReplyChecker;

  beforeEach(() => {
    now = 0;
    checker = new ReplyChecker(() => now);
  });

  /** Passes a response to the checker; returns the names of the checks that have failed so far. */
  function feed(reply: Partial<ObservedReply>): string[] {
    checker.check({ what: 'GET /', status: 503, text: ERROR_BODY, sent: now, received: now + 10, ...reply });
    return checker.findings.map(({ check }) => check);
  }

  it('accepts a 200 response, and a 404 response whose body has a detail field', () => {
    expect(feed({ status: 200, text: '' })).to.deep.equal([]);
    expect(feed({ status: 404 })).to.deep.equal([]);
  });

  it('reports 500, 501, 502 and 505 even during a fault that is declared to make 500 and 502 acceptable', () => {
    checker.excuse([500, 502, 503]);
    for (const status of [500, 501, 502, 505]) feed({ status });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(4).fill('status'));
  });

  it('reports an error response whose body has no detail field, except a response to HEAD', () => {
    expect(feed({ status: 404, what: 'HEAD /', text: '' })).to.deep.equal([]);
    for (const text of ['', 'Not Found', '{}', '{"detail":""}', '{"detail":']) feed({ status: 404, text });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(5).fill('detail'));
  });

  it('reports a 503 response when there was no fault', () => {
    expect(feed({ status: 503 })).to.deep.equal(['excuse']);
  });

  it('accepts 503 for a request sent during a fault or its grace period, and reports 503 for a later request', () => {
    now = 1000;
    const heal = checker.excuse([503]);
    expect(feed({ sent: 1500 })).to.deep.equal([]);
    now = 2000;
    heal();
    expect(feed({ sent: 2000 + GRACE })).to.deep.equal([]);
    expect(feed({ sent: 2001 + GRACE })).to.deep.equal(['excuse']);
  });

  it('accepts 504 for a request that was sent before a fault and answered during the fault', () => {
    checker.excuse([504]);
    expect(feed({ status: 504, sent: -6000 })).to.deep.equal([]);
  });

  it('reports 504 during a fault that makes only 503 acceptable', () => {
    checker.excuse([503]);
    expect(feed({ status: 504 })).to.deep.equal(['excuse']);
  });

  it('accepts 503 until the last of two simultaneous faults is healed', () => {
    const heal = checker.excuse([503]);
    checker.excuse([503]);
    heal();
    now = 100_000;
    expect(feed({ sent: now })).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { GRACE, type ObservedReply, ReplyChecker } from '../../../../tools/chaos/checks/reply-checker.ts';

const SAID = '{"detail":"Too busy","code":"overloaded","request_id":"x"}';

describe('the reply checker of the chaos suite', () => {
  let now: number;
  let checker: ReplyChecker;

  beforeEach(() => {
    now = 0;
    checker = new ReplyChecker(() => now);
  });

  /** What is found when this is heard. */
  function hear(heard: Partial<ObservedReply>): string[] {
    checker.check({ what: 'GET /', status: 503, text: SAID, sent: now, received: now + 10, ...heard });
    return checker.findings.map(({ check }) => check);
  }

  it('has nothing against an answer, nor against a refusal that says why', () => {
    expect(hear({ status: 200, text: '' })).to.deep.equal([]);
    expect(hear({ status: 404 })).to.deep.equal([]);
  });

  it('never excuses what is our fault', () => {
    checker.excuse([500, 502, 503]);
    for (const status of [500, 501, 502, 505]) hear({ status });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(4).fill('status'));
  });

  it('wants to know why of every refusal, but of one that has no body', () => {
    expect(hear({ status: 404, what: 'HEAD /', text: '' })).to.deep.equal([]);
    for (const text of ['', 'Not Found', '{}', '{"detail":""}', '{"detail":']) hear({ status: 404, text });
    expect(checker.findings.map(({ check }) => check)).to.deep.equal(Array(5).fill('detail'));
  });

  it('does not excuse 503 when nothing is wrong', () => {
    expect(hear({ status: 503 })).to.deep.equal(['excuse']);
  });

  it('excuses while a fault lasts, and what was sent within the grace after it, but not what came later', () => {
    now = 1000;
    const heal = checker.excuse([503]);
    expect(hear({ sent: 1500 })).to.deep.equal([]);
    now = 2000;
    heal();
    expect(hear({ sent: 2000 + GRACE })).to.deep.equal([]);
    expect(hear({ sent: 2001 + GRACE })).to.deep.equal(['excuse']);
  });

  it('excuses what was sent before the fault and answered in it', () => {
    checker.excuse([504]);
    expect(hear({ status: 504, sent: -6000 })).to.deep.equal([]);
  });

  it('excuses only what the fault explains', () => {
    checker.excuse([503]);
    expect(hear({ status: 504 })).to.deep.equal(['excuse']);
  });

  it('excuses as long as any of several faults lasts', () => {
    const heal = checker.excuse([503]);
    checker.excuse([503]);
    heal();
    now = 100_000;
    expect(hear({ sent: now })).to.deep.equal([]);
  });
});

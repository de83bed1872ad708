import { expect } from 'chai';
import { MemoryTokenRepository } from '../../../src/adapters/memory/access/memory-token-repository.ts';
import { PurgeAccess } from '../../../src/application/access/purge-access.ts';
import { ReadAudit } from '../../../src/application/access/read-audit.ts';
import type { AccessEvent } from '../../../src/domain/access/audit-entry.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import { DAY, instant } from '../../../src/domain/instant.ts';
import { CLIENT, TestAudit } from '../../support/access/audit-log.ts';
import { someToken } from '../../support/access/some-token.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';

const START = instant(1_760_000_000_000);
const MINUTE = 60_000;

describe('the audit', () => {
  let time: FakeTime;
  let audit: TestAudit;
  let user: UserId;

  beforeEach(() => {
    time = new FakeTime(START);
    audit = new TestAudit(time);
    user = someUser();
  });

  const refusal = (userId: UserId | null = user): AccessEvent => {
    return { ...CLIENT, userId, event: 'refused', outcome: 'wrong_user' };
  };

  it('has an entry for each event that names a user, and the security log has a line for every event', async () => {
    for (const event of [refusal(), refusal(null), { ...refusal(), event: 'sign_in' as const, outcome: 'ok' }]) {
      await audit.record.execute(event);
    }
    expect(await audit.eventsOf(user)).to.deep.equal(['refused', 'sign_in']);
    expect(audit.lines.map(({ event, userId }) => [event, userId])).to.deep.equal([
      ['refused', user],
      ['refused', null],
      ['sign_in', user],
    ]);
  });

  it('stores the first 200 UTF-16 units of a user agent, with U+FFFD in place of half a surrogate pair', async () => {
    await audit.record.execute({ ...refusal(), userAgent: `${'x'.repeat(199)}🦀` });
    const [entry] = await audit.log.list(user, undefined, 1);
    expect(entry?.userAgent).to.equal(`${'x'.repeat(199)}\ufffd`);
  });

  it('stores at most 60 refused requests of a user per minute, but all other events, and logs every refused request', async () => {
    const other = someUser();
    for (let i = 0; i < 100; i++) await audit.record.execute(refusal());
    await audit.record.execute(refusal(other));
    await audit.record.execute({ ...refusal(), event: 'token_revoked', outcome: 'ok' });
    expect(await audit.eventsOf(user)).to.deep.equal([...times(60, () => 'refused'), 'token_revoked']);
    expect(await audit.eventsOf(other)).to.have.length(1);
    expect(audit.lines).to.have.length(102);
    time.advance(MINUTE);
    await audit.record.execute(refusal());
    expect(await audit.eventsOf(user)).to.have.length(62);
  });

  it('stores at most 60 failed sign-ins and refused requests of a user per minute together, but all successful sign-ins', async () => {
    const signIn = (outcome: string): AccessEvent => ({ ...refusal(), event: 'sign_in', outcome });
    for (let i = 0; i < 59; i++) await audit.record.execute(signIn('sign_in_failed'));
    for (const event of [refusal(), signIn('sign_in_failed'), refusal(), signIn('ok')])
      await audit.record.execute(event);
    expect(await audit.eventsOf(user)).to.deep.equal([...times(59, () => 'sign_in'), 'refused', 'sign_in']);
    expect(audit.lines).to.have.length(63);
  });

  it('does not fail the request if an entry cannot be stored, but logs the error', async () => {
    const failure = new Error('the disk is full');
    audit.log.append = () => Promise.reject(failure);
    await audit.record.execute(refusal());
    expect(audit.notStored).to.deep.equal([failure]);
  });

  it('is read page by page, and the last page has no position of a next page', async () => {
    const readAudit = new ReadAudit(audit.log, audit.record);
    for (let i = 0; i < 5; i++) await audit.record.execute({ ...refusal(), requestId: String(i) });
    const first = await readAudit.execute(user, undefined, 3);
    const second = await readAudit.execute(user, first.next, 3);
    expect([...first.entries, ...second.entries].map(({ requestId }) => requestId)).to.deep.equal([
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
    expect(second.next).to.equal(undefined);
  });

  it('includes, when it is read, an entry that was still being stored when the read began', async () => {
    const append = audit.log.append.bind(audit.log);
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    audit.log.append = (entry) => written.then(() => append(entry));
    void audit.record.execute(refusal());
    const reading = new ReadAudit(audit.log, audit.record).execute(user, undefined, 10);
    write();
    expect((await reading).entries).to.have.length(1);
  });

  it('is purged of entries older than 30 days by PurgeAccess, which also deletes tokens 30 days after they expired', async () => {
    const tokens = new MemoryTokenRepository();
    await tokens.add(someToken({ userId: user, createdAt: START, expiresAt: instant(START + DAY) }), 'hash');
    await audit.record.execute(refusal());
    const purge = new PurgeAccess(audit.log, tokens, time, 30);
    const { signal } = new AbortController();
    time.advance(30 * DAY);
    await purge.execute(signal);
    expect(await audit.eventsOf(user)).to.have.length(1);
    time.advance(1);
    await purge.execute(signal);
    expect(await audit.eventsOf(user)).to.have.length(0);
    expect(await tokens.findByHash('hash')).not.to.equal(undefined);
    time.advance(DAY);
    await purge.execute(signal);
    expect(await tokens.findByHash('hash')).to.equal(undefined);
  });
});

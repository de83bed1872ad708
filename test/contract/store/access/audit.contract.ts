import { expect } from 'chai';
import type { AuditEntry } from '../../../../src/domain/access/audit-entry.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { AuditLog, type StoredAuditEntry } from '../../../../src/ports/access/audit-log.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';
import { times } from '../../../support/times.ts';

/** The contract tests for storing audit entries, such as sign-ins and revoked tokens. */
export function auditContract(store: StoreUnderTest): void {
  describe(`the audit log on ${store.name}`, () => {
    let audit: AuditLog;
    let user: UserId;

    before(async function () {
      if (store.missing) this.skip();
      audit = (await store.service()).container.get(AuditLog);
    });

    beforeEach(() => {
      user = someUser();
    });

    function entry(fields: Partial<AuditEntry> = {}): AuditEntry {
      const client = { address: '192.0.2.7', requestId: 'r-1', userAgent: null };
      return {
        userId: user,
        at: instant(1_760_000_000_000),
        event: 'refused',
        outcome: 'wrong_user',
        ...client,
        ...fields,
      };
    }

    const list = (limit = 100, of = user) => audit.list(of, undefined, limit);
    const timesOf = (entries: readonly StoredAuditEntry[]) => entries.map(({ at }) => at);
    const never = new AbortController().signal;

    it('returns each entry with every field as it was written, and only for its own user', async () => {
      const written: AuditEntry[] = [
        entry({ at: instant(253_402_300_799_999) }),
        entry({ event: 'sign_in', outcome: 'ok', address: '2001:db8::1', requestId: '"', userAgent: `'; -- é` }),
        entry({ at: instant(1), event: 'token_created', outcome: 'ok', address: '', userAgent: '' }),
      ];
      for (const each of written) await audit.append(each);
      const found = (await list()).map(({ id, ...rest }) => rest);
      expect(found).to.deep.equal(written);
      expect(await list(100, someUser())).to.deep.equal([]);
    });

    it('returns the newest entry first, even among entries of the same millisecond', async () => {
      for (const requestId of ['1', '2', '3', '4']) await audit.append(entry({ requestId }));
      await audit.append(entry({ requestId: 'later', at: instant(1_760_000_000_001) }));
      await audit.append(entry({ requestId: 'earlier', at: instant(1_759_999_999_999) }));
      const order = (await list()).map(({ requestId }) => requestId);
      expect(order).to.deep.equal(['later', '4', '3', '2', '1', 'earlier']);
    });

    it('returns each entry on exactly one page, even if new entries are added before the next page is read', async () => {
      for (let i = 0; i < 7; i++) await audit.append(entry({ requestId: String(i), at: instant(1 + (i >> 1)) }));
      const seen: string[] = [];
      for (let page = await list(3); page.length > 0; ) {
        seen.push(...page.map(({ requestId }) => requestId));
        await audit.append(entry({ requestId: 'new' }));
        const { at, id } = page.at(-1) as StoredAuditEntry;
        page = await audit.list(user, { at, id }, 3);
      }
      expect(seen).to.deep.equal(['6', '5', '4', '3', '2', '1', '0']);
    });

    it('stores all of thirty entries that are appended concurrently', async () => {
      await Promise.all(times(30, () => audit.append(entry())));
      expect(await list()).to.have.length(30);
    });

    it('purges the entries of all users from before a given time, and keeps later entries', async () => {
      const users = times(3, () => someUser());
      for (const userId of users) for (const at of [1, 2, 3]) await audit.append(entry({ userId, at: instant(at) }));
      await audit.purge(instant(2), never);
      for (const userId of users) expect(timesOf(await list(100, userId))).to.deep.equal([3, 2]);
      await audit.purge(instant(4), never);
      for (const userId of users) expect(await list(100, userId)).to.deep.equal([]);
    });

    it('purges more than a thousand entries of one user, and the entries of more than a hundred users', async () => {
      const users = times(120, () => someUser());
      await Promise.all(times(1_200, (i) => audit.append(entry({ at: instant(1 + i) }))));
      const both = [1, 1_200].map(instant);
      await Promise.all(users.flatMap((userId) => both.map((at) => audit.append(entry({ userId, at })))));
      await audit.purge(instant(1_200), never);
      expect(timesOf(await list())).to.deep.equal([1_200]);
      for (const userId of users) expect(timesOf(await list(9, userId))).to.deep.equal([1_200]);
    });

    it('purges nothing if its AbortSignal is already aborted', async () => {
      await audit.append(entry({ at: instant(1) }));
      await audit.purge(instant(2), AbortSignal.abort());
      expect(await list()).to.have.length(1);
    });
  });
}

import { MemoryAuditLog } from '../../../src/adapters/memory/access/memory-audit-log.ts';
import { UuidGenerator } from '../../../src/adapters/system/uuid-generator.ts';
import { RecordAudit } from '../../../src/application/access/record-audit.ts';
import type { AccessEvent, Client } from '../../../src/domain/access/audit-entry.ts';
import type { UserId } from '../../../src/domain/identity.ts';
import type { Clock } from '../../../src/ports/clock.ts';

export const CLIENT: Client = { address: '192.0.2.7', requestId: 'r-1', userAgent: 'curl/8' };

/** An audit log in memory. `lines` has the events that the service would also write to its log. */
export class TestAudit {
  readonly log = new MemoryAuditLog(new UuidGenerator());
  readonly lines: AccessEvent[] = [];
  readonly notStored: unknown[] = [];
  readonly record: RecordAudit;

  constructor(clock: Clock) {
    const { lines, notStored } = this;
    this.record = new RecordAudit(
      this.log,
      { write: (event) => lines.push(event), notStored: (_, error) => notStored.push(error) },
      clock,
    );
  }

  /** Returns the events in a user's audit log, the oldest first. */
  async eventsOf(user: UserId): Promise<string[]> {
    const entries = await this.log.list(user, undefined, 1_000);
    return entries.map(({ event }) => event).toReversed();
  }
}

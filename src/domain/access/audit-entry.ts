import type { UserId } from '../identity.ts';
import type { Instant } from '../instant.ts';

export type AuditEvent =
  | 'sign_up'
  | 'sign_in'
  | 'sign_out'
  | 'token_created'
  | 'token_first_used'
  | 'token_revoked'
  | 'refused';

/** Something that happened to a user's access. */
export interface AuditEntry {
  readonly userId: UserId;
  readonly at: Instant;
  readonly event: AuditEvent;
  /** `ok`, or the public code of the error. */
  readonly outcome: string;
  /** The address of the client, behind trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string | null;
}

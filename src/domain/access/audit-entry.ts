import type { UserId } from '../identity.ts';
import type { Instant } from '../instant.ts';

export const AUDIT_EVENTS = [
  'sign_up',
  'sign_in',
  'sign_out',
  'token_created',
  'token_first_used',
  'token_revoked',
  'refused',
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** The client of a request, as the audit names it. */
export interface Client {
  /** The IP address of the client, not that of a trusted proxy. */
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string | null;
}

/** A sign-in, a sign-out, a change of an API token, or a refused request. */
export interface AccessEvent extends Client {
  /** The user whom the event concerns; null if no credential names a user. */
  readonly userId: UserId | null;
  readonly event: AuditEvent;
  /** `ok`, or the public code of the error. */
  readonly outcome: string;
}

/** An event in a user's audit. */
export interface AuditEntry extends AccessEvent {
  readonly userId: UserId;
  readonly at: Instant;
}

/** The length to which a stored user agent is cut, in UTF-16 units. */
const MAX_USER_AGENT = 200;

/** Returns the user agent of a client, cut to a limited length. */
export function shortUserAgent({ userAgent }: Client): string | null {
  return userAgent?.slice(0, MAX_USER_AGENT).toWellFormed() ?? null;
}

/** Returns an event as an entry of a user's audit, with a user agent of limited length. */
export function auditEntry(event: AccessEvent & { readonly userId: UserId }, at: Instant): AuditEntry {
  return { ...event, at, userAgent: shortUserAgent(event) };
}

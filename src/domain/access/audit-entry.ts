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

/** The program that sends a request, and its request. */
export interface Client {
  /** The address of the client, behind trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string | null;
}

/** Something that happened to access. */
export interface AccessEvent extends Client {
  /** The user whom it concerns; null if no credential names one. */
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

/** The longest user agent that is kept, in UTF-16 units. */
const MAX_USER_AGENT = 200;

/** Returns the user agent of a client, cut to a limited length. */
export function shortUserAgent({ userAgent }: Client): string | null {
  return userAgent?.slice(0, MAX_USER_AGENT).toWellFormed() ?? null;
}

/** Returns an event as an entry of a user's audit, with a user agent of limited length. */
export function auditEntry(event: AccessEvent & { readonly userId: UserId }, at: Instant): AuditEntry {
  return { ...event, at, userAgent: shortUserAgent(event) };
}

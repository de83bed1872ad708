import type { Brand } from '../brand.ts';
import { InvalidValue } from '../errors.ts';
import { taskId, type UserId } from '../identity.ts';
import { DAY, type Instant, instant } from '../instant.ts';
import { checkName } from '../tasks/name.ts';
import type { Actor } from './actor.ts';
import { InsufficientScope } from './errors.ts';
import { allows, SCOPES, type Scope } from './scope.ts';

/** The id of an API token: a UUID, which is not secret. */
export type TokenId = Brand<string, 'TokenId'>;

/** The name that a user gives a token: 1 to 100 code points without control characters, at least one of them visible. */
export type TokenName = Brand<string, 'TokenName'>;

/** An API token without its secret, which is shown once and stored as a hash. */
export interface ApiToken {
  readonly id: TokenId;
  readonly userId: UserId;
  readonly name: TokenName;
  readonly scopes: readonly Scope[];
  /** The token that made this token; null if a session or a JWT made it. Revoking a parent revokes its children. */
  readonly parentId: TokenId | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** The properties a user asks for in a new token. */
export interface TokenRequest {
  readonly name: TokenName;
  /** Defaults to the scopes of the credential that makes the token. */
  readonly scopes?: readonly Scope[] | undefined;
  readonly expiresAt?: Instant | undefined;
}

/** The maximum length of a token's name, in code points. */
export const TOKEN_NAME_MAX_LENGTH = 100;

/** The default lifetime of a token, in milliseconds. */
const LIFETIME = 90 * DAY;

/** @throws InvalidValue `not_a_uuid` */
export function tokenId(text: string): TokenId {
  return taskId(text) as string as TokenId;
}

/** @throws InvalidValue `empty`, `blank`, `too_long`, `not_text` or `control_character` */
export function tokenName(text: string): TokenName {
  checkName(text, TOKEN_NAME_MAX_LENGTH);
  return text as TokenName;
}

/**
 * Returns a new token for the user of `maker`. A token that is made by another token expires no later than that token.
 *
 * @throws InsufficientScope if `maker` lacks a requested scope
 * @throws InvalidValue `past` if `expiresAt` is not after `now`, `too_late` if after the expiry of a token `maker`
 */
export function newToken(
  maker: Actor,
  { name, scopes = maker.scopes, expiresAt }: TokenRequest,
  id: TokenId,
  now: Instant,
): ApiToken {
  const missing = scopes.find((scope) => !allows(maker.scopes, scope));
  if (missing !== undefined) throw new InsufficientScope(missing);
  const isChild = maker.kind === 'token';
  const latest = isChild && maker.expiresAt !== null ? maker.expiresAt : Number.POSITIVE_INFINITY;
  const end = expiresAt ?? instant(Math.min(now + LIFETIME, latest));
  if (end <= now) throw new InvalidValue('past');
  if (end > latest) throw new InvalidValue('too_late');
  return {
    id,
    userId: maker.user,
    name,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    parentId: isChild ? (maker.id as TokenId) : null,
    createdAt: now,
    expiresAt: end,
    lastUsedAt: null,
    revokedAt: null,
  };
}

/** Returns the actor of a request that sends an API token. */
export function actorOf({ id, userId, scopes, expiresAt }: ApiToken): Actor {
  return { user: userId, kind: 'token', id, scopes, expiresAt };
}

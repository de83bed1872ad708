import { DomainError } from '../errors.ts';
import type { UserId } from '../identity.ts';
import type { Scope } from './scope.ts';

/** The request needs a credential, and has none. */
export class Unauthenticated extends DomainError {
  readonly code = 'unauthenticated';

  constructor() {
    super('The request needs a credential: send Authorization: Bearer, or sign in');
  }
}

/** The credential is malformed, expired, revoked or not known. */
export class InvalidToken extends DomainError {
  readonly code = 'invalid_token';
  /** The user of the credential; null if the credential names no user, or cannot be trusted. */
  readonly user: UserId | null;

  /** @param reason a text for the client, which reveals nothing that the client does not know */
  constructor(reason: string, user: UserId | null = null) {
    super(reason);
    this.user = user;
  }
}

/** The credential lacks the scope that the request needs. */
export class InsufficientScope extends DomainError {
  readonly code = 'insufficient_scope';
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`The credential lacks the scope ${scope}`);
    this.scope = scope;
  }
}

/** The path names another user than the credential. */
export class WrongUser extends DomainError {
  readonly code = 'wrong_user';

  constructor() {
    super('The path names another user than the credential. Use the path /api/me');
  }
}

/** A JWT cannot be checked, because the keys of its issuer could not be read yet. */
export class IssuerUnavailable extends DomainError {
  readonly code = 'issuer_unavailable';

  constructor() {
    super('The keys of the token issuer could not be read yet');
  }
}

/** The caller has made too many requests, or too many failed sign-ins. */
export class RateLimited extends DomainError {
  readonly code = 'rate_limited';
  /** Seconds until the next request is allowed. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('Too many requests: wait for the seconds in Retry-After');
    this.retryAfter = retryAfter;
  }
}

/** A browser sent the request from a page of another site. */
export class CrossOrigin extends DomainError {
  readonly code = 'cross_origin';

  constructor() {
    super('The request comes from a page of another site');
  }
}

/** The `Host` header of the request names a host that is not allowed. */
export class HostNotAllowed extends DomainError {
  readonly code = 'host_not_allowed';

  constructor() {
    super('The Host of the request is not allowed. Set ALLOWED_HOSTS to add it');
  }
}

/** The user has no API token with this id. */
export class TokenNotFound extends DomainError {
  readonly code = 'token_not_found';

  constructor() {
    super('Token not found');
  }
}

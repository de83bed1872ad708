import type { IncomingMessage } from 'node:http';

// https://fetch.spec.whatwg.org/#http-cors-protocol

const ALLOWED_HEADERS = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID';
const EXPOSED_HEADERS =
  'ETag, Link, Location, Taskport-Seq, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id';

/** How long a browser need not ask again, in seconds. */
const MAX_AGE = 600;

type Headers = Readonly<Record<string, string>>;

/** Lets the pages of listed origins use the service by their own credentials. They cannot use its cookie. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Returns the headers that every reply to a request needs, an error too; undefined if no origin is listed. */
  headers({ headers: { origin } }: IncomingMessage): Headers | undefined {
    if (this.#origins.size === 0) return undefined;
    if (origin === undefined || !this.#origins.has(origin)) return { Vary: 'Origin' };
    return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED_HEADERS };
  }

  /** Returns the further headers of the reply to a preflight; undefined if the request is none, or not from a listed origin. */
  preflight({ method, headers }: IncomingMessage): Headers | undefined {
    const { origin, 'access-control-request-method': asked } = headers;
    if (method !== 'OPTIONS' || asked === undefined || !this.#origins.has(origin ?? '')) return undefined;
    return {
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'Access-Control-Allow-Headers': ALLOWED_HEADERS,
      'Access-Control-Max-Age': String(MAX_AGE),
    };
  }
}

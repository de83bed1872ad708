import type { IncomingMessage } from 'node:http';

// The CORS protocol: https://fetch.spec.whatwg.org/#http-cors-protocol

const ALLOWED_HEADERS = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID';
const EXPOSED_HEADERS =
  'ETag, Link, Location, Taskport-Seq, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id';

/** How long a browser may cache the reply to a preflight, in seconds. */
const MAX_AGE = 600;

type Headers = Readonly<Record<string, string>>;

/** The CORS headers for pages of listed origins. Such pages need a token: the replies do not allow cookies. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Returns the CORS headers of any reply to a request, errors included; undefined if no origin is listed. */
  headers({ headers: { origin } }: IncomingMessage): Headers | undefined {
    if (this.#origins.size === 0) return undefined;
    if (origin === undefined || !this.#origins.has(origin)) return { Vary: 'Origin' };
    return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED_HEADERS };
  }

  /** Returns further headers of a reply to a preflight; undefined if the request is no preflight of a listed origin. */
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

import type { UserId } from '../../domain/identity.ts';

/** The longest time that the client waits for an answer of the service, in milliseconds. */
const TIMEOUT = 30_000;

/** The HTTP response of the service to a request, with its whole body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body of the response, parsed as JSON; undefined if it is not JSON. */
  readonly body: unknown;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of the request, which is sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** An error: the service did not answer, because there is no network, or a proxy has answered instead. */
export class Unreachable extends Error {}

/** An HTTP client for the service that serves the page. */
export class Api {
  readonly #root: string;
  readonly #token: () => string | null;
  readonly #user: UserId | undefined;

  /**
   * @param root the address of the service, with `/` at the end
   * @param token returns the bearer token of the user; null if a cookie identifies the user
   * @param user the user whose id replaces `me` in paths below `api/me/`; undefined to send `me`, the owner of the
   *   credential
   */
  constructor(root: string, token: () => string | null = () => null, user?: UserId) {
    this.#root = root;
    this.#token = token;
    this.#user = user;
  }

  /**
   * Returns a client that names this user in every path. All tabs share one cookie, and another tab may sign in as
   * another user. The service then refuses the requests of this tab, and writes nothing to the tasks of the other user.
   */
  forUser(user: UserId): Api {
    return new Api(this.#root, this.#token, user);
  }

  /** Sends a request, and returns the response with its whole body. @throws Unreachable */
  async ask(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const timeout = AbortSignal.timeout(TIMEOUT);
    const signal = sent.signal === undefined ? timeout : AbortSignal.any([sent.signal, timeout]);
    try {
      const response = await this.open(method, path, { ...sent, signal });
      const { status, headers } = response;
      const text = await response.text();
      return { status, headers, body: parse(text) };
    } catch (error) {
      if (sent.signal?.aborted) throw error;
      throw new Unreachable('The service does not answer', { cause: error });
    }
  }

  /** Sends a request, and resolves when the headers of the response have arrived, such as those of an event stream. */
  open(method: string, path: string, { headers, body, signal }: Sent = {}): Promise<Response> {
    const token = this.#token();
    const named = this.#user === undefined ? path : path.replace(/^api\/me\//, `api/${this.#user}/`);
    return fetch(this.#root + named, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      cache: 'no-store',
      credentials: 'same-origin',
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long the service may take to answer, in milliseconds. */
const TIMEOUT = 30_000;

/** The answer of the service to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined if it is not JSON. */
  readonly body: unknown;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The service did not answer: there is no network, or something between answers in its place. */
export class Unreachable extends Error {}

/** The calls of the page to the service that serves it. */
export class Api {
  readonly #root: string;
  readonly #token: () => string | null;

  /**
   * @param root the address of the service, with `/` at the end
   * @param token returns the bearer token of the user; null if a cookie tells who asks
   */
  constructor(root: string, token: () => string | null = () => null) {
    this.#root = root;
    this.#token = token;
  }

  /** Sends a request, and reads the whole answer. @throws Unreachable */
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

  /** Sends a request, and resolves with the answer before its body. */
  open(method: string, path: string, { headers, body, signal }: Sent = {}): Promise<Response> {
    const token = this.#token();
    return fetch(this.#root + path, {
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

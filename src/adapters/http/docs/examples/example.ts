/** The request of an example on `/docs`. The path is relative to the URL of the service. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request body, which is sent as JSON. */
  readonly body?: unknown;
  /** True if the request has no credential, even if the service needs one. */
  readonly isAnonymous?: true;
}

/** The answer of an example on `/docs`: status, body, and only those headers that the example is about. */
export interface Got {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a string for other media types. `…` within a string stands for any text, and alone for any JSON value. */
  readonly body?: unknown;
}

/** An example on `/docs`: a request and its answer. A test sends all requests in order and compares the answers. */
export interface Example {
  readonly sent: Sent;
  readonly got: Got;
}

/** The user who sends the requests of the examples, and the credential. */
export interface Caller {
  readonly user: string;
  readonly actor: { readonly user: string; readonly kind: 'open' | 'token'; readonly id: string | null };
}

/** Returns the user who sends the examples: in open mode the user behind `me`, else a user with an API token. */
export function exampleCaller(isOpen: boolean): Caller {
  const user = isOpen ? '00000000-0000-4000-8000-000000000001' : '3fa85f64-5717-4562-b3fc-2c963f66afa6';
  const credential = isOpen
    ? { kind: 'open', id: null }
    : { kind: 'token', id: '01a2059e-4c6f-7a10-9b7e-5d1f0c8e2a44' };
  return { user, actor: { user, ...credential } as Caller['actor'] };
}

type Rest = Omit<Sent, 'method' | 'path'>;

export function get(path: string, got: Got, rest: Rest = {}): Example {
  return { sent: { method: 'GET', path, ...rest }, got };
}

export function post(path: string, body: unknown, got: Got, rest: Rest = {}): Example {
  return { sent: { method: 'POST', path, ...(body !== undefined && { body }), ...rest }, got };
}

export function put(path: string, body: unknown, got: Got, rest: Rest = {}): Example {
  return { sent: { method: 'PUT', path, body, ...rest }, got };
}

export function patch(path: string, body: unknown, got: Got, rest: Rest = {}): Example {
  return { sent: { method: 'PATCH', path, ...(body !== undefined && { body }), ...rest }, got };
}

export function remove(path: string, got: Got, rest: Rest = {}): Example {
  return { sent: { method: 'DELETE', path, ...rest }, got };
}

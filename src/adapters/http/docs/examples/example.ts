/** A request as the page shows it. Its path begins below the address of the service. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** True if the request has no credential in any mode. */
  readonly isAnonymous?: true;
}

/** An answer as the page shows it: its status, the headers that matter here, and its body. */
export interface Got {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or another media type as text. `…` stands for any text, as a whole value for any JSON. */
  readonly body?: unknown;
}

/** A request and its answer. A test sends each to a service, in the order of its story, and compares the answers. */
export interface Example {
  readonly sent: Sent;
  readonly got: Got;
}

/** The one who sends the examples: under which id, and with which credential. */
export interface Caller {
  readonly user: string;
  readonly actor: { readonly user: string; readonly kind: 'open' | 'token'; readonly id: string | null };
}

/** Returns the caller of the examples in open mode, which is the one user that `me` stands for, or with a token. */
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

/** A sent request. Header names are in lower case, as in {@link Answered}. */
export interface Sent {
  readonly method: string;
  /** The path and the query string of the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: string | Buffer | undefined;
}

/** A received response. Header names are in lower case. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body; undefined for an event stream, which does not end. */
  readonly text?: string;
}

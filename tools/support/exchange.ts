/** A request as it was sent. Header names are in lower case here and in {@link Answered}. */
export interface Sent {
  readonly method: string;
  /** The path and the query string of the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: string | Buffer | undefined;
}

/** A response as it was received. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body; undefined for an event stream, which does not end. */
  readonly text?: string;
}

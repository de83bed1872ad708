import type { IncomingHttpHeaders } from 'node:http';

export interface OutgoingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The time when the request was sent, by `performance.now()`. */
  readonly sent: number;
}

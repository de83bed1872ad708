import type { Content } from '../support/wire.ts';
import { numberIn } from './clients/client.ts';
import type { Reply } from './clients/exchange.ts';

export type Operation = 'create' | 'createAt' | 'put' | 'patch' | 'toggle' | 'set' | 'delete' | 'undo';

/** A write as a client means it. */
export interface WriteRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The id of the task; null where the server makes it. */
  readonly task: string | null;
  /** The fields that it sends. */
  readonly content: Partial<Content>;
  /** The versions in `If-Match`. */
  readonly versions?: readonly number[];
  /** The seq that it undoes. */
  readonly undoes?: number;
}

/** A conclusive answer: anything but "try again". */
export interface Answer {
  readonly status: number;
  readonly seq: number | null;
  readonly version: number | null;
  readonly replayed: boolean;
  readonly text: string;
  /** When the request was sent and when the answer was complete, by `performance.now()`. */
  readonly sent: number;
  readonly received: number;
}

export interface Write extends WriteRequest {
  readonly user: string;
  readonly key: string;
  /** When the first attempt was sent, by `performance.now()`. */
  readonly startedAt: number;
  readonly answers: Answer[];
  /** How many attempts got no conclusive answer: any of them may have been executed, or may be later. */
  lost: number;
}

export function answer({ status, headers, text, sent }: Reply): Answer {
  return {
    status,
    seq: numberIn(headers['taskport-seq']),
    version: numberIn(headers.etag),
    replayed: headers['idempotency-replayed'] === 'true',
    text,
    sent,
    received: performance.now(),
  };
}

/** Returns the first success among the answers. */
export function acknowledgement(write: Write): Answer | undefined {
  return write.answers.find(isSuccess);
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Names a write in messages. */
export function describeWrite({ operation, key, task }: Write): string {
  return task === null ? `${operation} ${key}` : `${operation} ${key} of ${task}`;
}

import type { Content } from '../support/wire.ts';
import { numberIn, type Reply } from './clients/client.ts';

export type Operation = 'create' | 'createAt' | 'put' | 'patch' | 'toggle' | 'set' | 'delete' | 'undo';

/** A write as it was meant, whatever becomes of it. */
export interface Asked {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The task it is about; null where the server makes one. */
  readonly task: string | null;
  /** What it puts into the task. */
  readonly content: Partial<Content>;
  /** The versions of the task that it is for; any if there are none. */
  readonly versions?: readonly number[];
  /** The seq that it undoes. */
  readonly undoes?: number;
}

/** A definite answer: one that is not "try again". */
export interface Answer {
  readonly status: number;
  readonly seq: number | null;
  readonly version: number | null;
  readonly replayed: boolean;
  readonly text: string;
  /** When what it answers was sent, and when it was here. */
  readonly sent: number;
  readonly received: number;
}

export interface Write extends Asked {
  readonly user: string;
  readonly key: string;
  /** When it was sent for the first time, by `performance.now()`. */
  readonly begun: number;
  readonly answers: Answer[];
  /** How often it was sent without an answer: each of these may have been done, and may still be. */
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

/** The answer that says it is done, if there is one. */
export function acknowledgement(write: Write): Answer | undefined {
  return write.answers.find(isSuccess);
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** For messages: which write this is. */
export function named({ operation, key, task }: Write): string {
  return task === null ? `${operation} ${key}` : `${operation} ${key} of ${task}`;
}

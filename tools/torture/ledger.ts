import { parse } from '../support/wire.ts';
import { numberIn } from './clients/client.ts';
import type { Reply } from './clients/exchange.ts';
import type { Conditions } from './requests/conditions.ts';
import type { Edit, Step } from './requests/step.ts';

/** The kinds of writes that concern one task. */
type SingleVerb = 'create' | 'createAt' | 'put' | 'patch' | 'toggle' | 'set' | 'delete';

export type Verb = SingleVerb | 'undo' | 'batch' | 'editMatching' | 'deleteMatching';

/** The parameters of an edit or deletion of every task that matches a filter. */
export interface Matching {
  readonly conditions: Conditions;
  /** The value of `max_affected`. */
  readonly max: number;
  readonly isDryRun: boolean;
  /** The edit of each match; undefined for a deletion. */
  readonly edit?: Edit;
}

/** A write request, and the effect on tasks that the client expects. */
export interface WriteRequest {
  readonly verb: Verb;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * The steps of a batch request, or the only step of another write. Empty for an undo and for a write by filter,
   * because only the log shows which tasks they change.
   */
  readonly steps: readonly Step[];
  /** The `seq` of the change to undo. The server also undoes the other changes that the same request made. */
  readonly undoes?: number;
  readonly matching?: Matching;
}

/** A final response: any except those that ask for a retry (503, 504 and `idempotency_key_in_use`). */
export interface Answer {
  readonly status: number;
  readonly seq: number | null;
  readonly version: number | null;
  readonly replayed: boolean;
  readonly text: string;
  /** The time when the request was sent, by `performance.now()`. */
  readonly sent: number;
  readonly received: number;
}

export interface Write extends WriteRequest {
  readonly user: string;
  /** The name of the write, which is also its idempotency key, unless `isKeyless`. */
  readonly key: string;
  /** True if the write has no idempotency key. It is then sent only once. */
  readonly isKeyless: boolean;
  /** The time when the first attempt was sent, by `performance.now()`. */
  readonly startedAt: number;
  /** The highest `seq` that was acknowledged before the first attempt was sent. */
  readonly known: number;
  readonly answers: Answer[];
  /** The number of attempts without a final response. The server may have executed them, or may execute them later. */
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

/** Returns the first response with a 2xx status; undefined if there is none. */
export function acknowledgement(write: Write): Answer | undefined {
  return write.answers.find(isSuccess);
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Returns the index of the step that made the server refuse a batch request; undefined for other responses. */
export function refusedStep({ text }: Answer): number | undefined {
  const [, , place] = parse<{ loc?: unknown[] }>(text)?.loc ?? [];
  return typeof place === 'number' ? place : undefined;
}

/** Returns a description of a write for error messages: its kind, its key, and its task or path. */
export function describeWrite({ verb, key, steps, path }: Write): string {
  const [step] = steps;
  if (steps.length !== 1 || step === undefined) return `${verb} ${key} (${path})`;
  return step.task === null ? `${verb} ${key}` : `${verb} ${key} of ${step.task}`;
}

import { type ChangeKind, instantOf, kindOf, type Seq, type TaskState } from '../../../domain/change.ts';
import type { Instant } from '../../../domain/instant.ts';
import { Task } from '../../../domain/task.ts';
import { toRow, toTimestamp } from '../task-row.ts';
import type { Write } from './task-writer.ts';
import type { Entry, Key, Target } from './write-statements.ts';

/** What one write makes of a task, in a group that is yet to be kept. */
interface Step {
  readonly write: Write;
  readonly before: TaskState | undefined;
  readonly after: TaskState;
  readonly kind: ChangeKind | 'unchanged';
}

/** A task on its way from what was found, through one write after another, to what shall be kept. */
export class Draft {
  readonly steps: Step[] = [];
  readonly #found: TaskState | undefined;
  /** The change that made what was found what it is. */
  readonly seq: Seq;

  constructor(found: TaskState | undefined, seq: Seq) {
    this.#found = found;
    this.seq = seq;
  }

  /** @throws what the change throws */
  add(write: Write): void {
    const before = this.#state;
    const after = write.change(before, this.seq);
    this.steps.push({ write, before, after, kind: after === before ? 'unchanged' : kindOf(before, after) });
  }

  /** Whether what a further write would find has yet to be kept, and may never be. */
  get isProvisional(): boolean {
    return this.#state !== this.#found;
  }

  /** Whether there is anything to keep. */
  get isWorthKeeping(): boolean {
    return this.isProvisional || this.steps.some(({ write }) => write.key !== undefined);
  }

  get target(): Target {
    const state = this.#state as TaskState;
    const was = this.#found instanceof Task ? this.#found.version : null;
    if (state instanceof Task) return { ...toRow(state), was, gone: false };
    return { user_id: state.userId, id: state.id, version: state.version, was, gone: true };
  }

  get entries(): Entry[] {
    return this.steps
      .filter(({ kind }) => kind !== 'unchanged')
      .map(({ write, before, after, kind }) => ({
        ...(before instanceof Task && toRow(before)),
        n: write.number,
        user_id: after.userId,
        task_id: after.id,
        kind,
        at: toTimestamp(instantOf(after)),
        version: after.version,
      }));
  }

  /** @param now when a key was first seen that has changed nothing */
  keys(now: Instant): Key[] {
    return this.steps.flatMap(({ write: { key }, after, kind }) =>
      key === undefined
        ? []
        : {
            user_id: after.userId,
            key: key.name,
            fingerprint: key.fingerprint,
            kind,
            at: toTimestamp(kind === 'unchanged' ? now : instantOf(after)),
            task_id: after.id,
            version: after.version,
          },
    );
  }

  get #state(): TaskState | undefined {
    return this.steps.at(-1)?.after ?? this.#found;
  }
}

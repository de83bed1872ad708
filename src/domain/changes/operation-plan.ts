import type { TaskId } from '../identity.ts';
import type { Instant } from '../instant.ts';
import type { Author } from './author.ts';
import { type ChangeKind, changedAt, kindOf, SEQ_ZERO, type Seq, type TaskState } from './change.ts';

/** A state of a task, and the seq of the change that made it. */
interface StoredState {
  readonly state: TaskState | undefined;
  readonly seq: Seq;
}

/** Names the change that made a state: by its `place` in the current operation, or else by its `seq` in the log. */
type Origin = { readonly place: number } | { readonly seq: Seq };

/** A change that an operation makes. Its place is its index in {@link OperationPlan.changes}. */
export interface PlannedChange {
  readonly kind: ChangeKind;
  readonly before: TaskState | undefined;
  readonly after: TaskState;
  /** The change that produced the state `before`. */
  readonly previous: Origin;
}

interface PlannedTask {
  /** The state before the operation. */
  readonly base: StoredState;
  /** The state after the operation's steps so far. */
  readonly state: TaskState | undefined;
  /** The change that produced `state`. */
  readonly origin: Origin;
}

interface Step {
  readonly id: TaskId;
  change(found: TaskState | undefined, seq: Seq): TaskState;
}

interface StepResult {
  readonly seq: Seq;
  readonly kind: ChangeKind | 'unchanged';
  readonly after: TaskState;
  /** Null if the step changed nothing. */
  readonly author: Author | null;
}

interface PlannedOperation {
  readonly author: Author;
  report(results: StepResult[], first: Seq | null): string;
}

/** The changes that the steps of one operation make. Each step starts from the state that the steps before it lead to. */
export class OperationPlan {
  readonly changes: PlannedChange[] = [];
  /** The tasks that the operation changes, by id. */
  readonly tasks = new Map<TaskId, PlannedTask & { readonly state: TaskState }>();
  readonly #steps: (Omit<StepResult, 'seq' | 'author'> & { readonly origin: Origin })[] = [];
  readonly #find: (id: TaskId) => StoredState | undefined;

  /** @param find returns the stored state of a task; undefined if its id was never used */
  constructor(find: (id: TaskId) => StoredState | undefined) {
    this.#find = find;
  }

  /**
   * Adds a step to the operation. The step's function `change` gets the seq of the last change of its task
   * before the operation.
   *
   * @throws the error of `change`
   */
  add({ id, change }: Step): void {
    const { base, state, origin } = this.tasks.get(id) ?? this.#stored(id);
    const after = change(state, base.seq);
    if (after === state) {
      this.#steps.push({ kind: 'unchanged', after, origin });
      return;
    }
    const kind = kindOf(state, after);
    const here = { place: this.changes.length };
    this.changes.push({ kind, before: state, after, previous: origin });
    this.tasks.set(id, { base, state: after, origin: here });
    this.#steps.push({ kind, after, origin: here });
  }

  /** The time of the operation's last change; undefined if the operation changes nothing. */
  get lastChangeAt(): Instant | undefined {
    const last = this.changes.at(-1);
    return last && changedAt(last.after);
  }

  /** Returns the results of the steps, given that the operation follows the change `last` in the log. */
  results(last: Seq, author: Author): StepResult[] {
    return this.#steps.map(({ kind, after, origin }) => {
      return { seq: seqOf(origin, last), kind, after, author: kind === 'unchanged' ? null : author };
    });
  }

  /**
   * Returns the result of the operation, given that it follows the change `last` in the log.
   *
   * @param operation its function `report` makes the reply from the results of the steps and the seq of the first
   *   change
   */
  result(last: Seq, operation: PlannedOperation) {
    const results = this.results(last, operation.author);
    const report = operation.report(results, this.changes.length === 0 ? null : seqAt(0, last));
    return { report, seq: seqAt(this.changes.length - 1, last), replayed: false };
  }

  #stored(id: TaskId): PlannedTask {
    const base = this.#find(id) ?? { state: undefined, seq: SEQ_ZERO };
    return { base, state: base.state, origin: base };
  }
}

/** Returns the seq of a change, if its operation follows the change `last` in the log. */
export function seqOf(origin: Origin, last: Seq): Seq {
  return 'place' in origin ? seqAt(origin.place, last) : origin.seq;
}

/** Returns the seq of the change at `place` of an operation that follows the change `last` in the log. */
export function seqAt(place: number, last: Seq): Seq {
  return (last + 1 + place) as Seq;
}

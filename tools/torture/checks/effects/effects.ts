import { type Change, parse, type Task } from '../../../support/wire.ts';
import { acknowledgement, type Write } from '../../ledger.ts';
import type { Step } from '../../requests/step.ts';
import type { LogIndex } from '../log/log-index.ts';

/** A step of an undo request: it reverts one change of the undone operation. */
interface UndoStep extends Pick<Step, 'edit' | 'versions'> {
  readonly op: 'undo';
  readonly task: string;
  readonly undone: Change;
}

/** A step of a write, the last change of the task before the step, and the change that the step made. */
export interface Effect {
  readonly step: Step | UndoStep;
  /** The last change of the task before this step of the write. */
  readonly previous: Change | undefined;
  /** The change that the step made; undefined if the step changed nothing. */
  readonly change: Change | undefined;
}

/** Returns the changes that an acknowledged write made. */
export function changesOf(write: Write, logIndex: LogIndex): readonly Change[] {
  const answer = acknowledgement(write);
  if (answer === undefined || answer.seq === null) return [];
  const own = logIndex.at(answer.seq);
  const { operation = own?.operation } = parse<{ operation?: number | null }>(answer.text) ?? {};
  const changes = logIndex.operation(operation);
  // A `set` write that changes nothing returns the `seq` of the task's last change, which another write made.
  const isForeign = write.verb === 'set' && (changes.length > 1 || !/completed|reopened/.test(own?.kind ?? ''));
  return isForeign ? [] : changes;
}

/**
 * Returns the effect of each step of a write, given the changes that the write made.
 *
 * @param seq the `seq` of the write's last change; for a write without changes, the last `seq` of the log at that time
 */
export function effectsOf(write: Write, changes: readonly Change[], logIndex: LogIndex, seq: number): Effect[] {
  let used = 0;
  return stepsOf(write, changes, logIndex).map((step) => {
    const next = changes[used];
    const isNext = next !== undefined && next.task_id === step.task;
    const previous = isNext ? logIndex.before(next) : logIndex.last(step.task, next === undefined ? seq : next.seq - 1);
    if (isIdle(step, previous?.task ?? null) || next === undefined) return { step, previous, change: undefined };
    used++;
    return { step, previous, change: next };
  });
}

/** Returns whether a step of a write does not change the task. */
export function isIdle({ op, edit }: Effect['step'], task: Task | null): boolean {
  return op === 'set' && task !== null && task.completed === edit.completed;
}

/** Returns the steps of a write. For a write by filter, these are one step for each change that the write made. */
function stepsOf(
  { steps, undoes, matching }: Write,
  changes: readonly Change[],
  logIndex: LogIndex,
): readonly Effect['step'][] {
  if (undoes !== undefined) {
    const undone = logIndex.operation(logIndex.at(undoes)?.operation).toReversed();
    return undone.map((change) => ({ op: 'undo', task: change.task_id, edit: {}, undone: change }));
  }
  if (matching === undefined) return steps;
  const { edit } = matching;
  const op = edit === undefined ? 'delete' : 'edit';
  return changes.map(({ task_id: task }) => ({ op, task, edit: edit ?? {} }));
}

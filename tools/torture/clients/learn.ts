import { type Change, parse, type Task } from '../../support/wire.ts';
import { type Answer, acknowledgement, refusedStep, type Write } from '../ledger.ts';
import type { User } from './user.ts';

/** The body of a success response. Its fields depend on the kind of write. */
interface Outcome extends Partial<Task & Omit<Change, 'operation'>> {
  readonly operation?: number | null;
  readonly results?: readonly { readonly task: Task | null }[];
  readonly changes?: readonly Change[];
}

/** Records the outcome of a write in the {@link User}, the state that all clients of a user share. */
export function learn(user: User, write: Write): void {
  const done = acknowledgement(write);
  if (done === undefined) forgetMissing(user, write);
  if (done === undefined || done.seq === null) return;
  user.learnSeq(done.seq);
  const { operation = done.seq, ...outcome } = parse<Outcome>(done.text) ?? {};
  if (operation === null) return;
  const states = statesIn(write, outcome, done);
  for (const { id, version } of states) {
    if (version === null) user.forget(id);
    else user.learnTask(id, version);
  }
  user.learnOperation({ first: operation, last: done.seq, task: states.at(-1)?.id });
}

/** Returns the tasks in a response; the version of a deleted task is null. */
function statesIn(
  { verb, steps }: Write,
  { id, results, changes, ...change }: Outcome,
  { version }: Answer,
): { id: string; version: number | null }[] {
  if (verb === 'undo') {
    const undone = changes ?? [change as Change];
    return undone.map(({ task_id, task, version }) => ({ id: task_id, version: task === null ? null : version }));
  }
  return steps.flatMap(({ op, task }, place) => {
    const result = results?.[place]?.task;
    const changed = task ?? result?.id ?? id;
    if (changed === undefined) return [];
    // The response to a batch request has no versions. So the lowest, version 1, is recorded for each existing task.
    const isGone = results === undefined ? op === 'delete' : result === null;
    return [{ id: changed, version: isGone ? null : (version ?? 1) }];
  });
}

/** Records that a task does not exist, if the last response to the write is a 404 for this task. */
function forgetMissing(user: User, { steps, answers }: Write): void {
  const last = answers.at(-1);
  if (last?.status !== 404) return;
  const missing = steps[refusedStep(last) ?? 0]?.task;
  if (missing != null) user.forget(missing);
}

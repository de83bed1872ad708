import { type Change, parse, same, type Task } from '../../../support/wire.ts';
import type { Evidence } from '../../evidence.ts';
import { type Answer, acknowledgement, describeWrite, type Matching, type Write } from '../../ledger.ts';
import { matches } from '../../requests/conditions.ts';
import { ChangeWindows } from '../log/change-windows.ts';
import { LogIndex, LogReplay } from '../log/log-index.ts';
import { MatchCounts } from '../log/match-counts.ts';
import { changesOf } from './effects.ts';
import { checkEffects } from './objections.ts';
import { outcomeIn, outcomeOf } from './outcome.ts';

interface Report {
  readonly matched: number;
  readonly changed: number;
  readonly operation: number | null;
}

/**
 * Yields each edit or deletion by filter that missed a match, changed a non-match, or has wrong counts in its response.
 */
export function* checkMatching(evidence: Evidence): Generator<string> {
  yield* checkEffects('matching')(evidence);
  const { log, writes } = evidence;
  const logIndex = new LogIndex(log);
  const counts = new MatchCounts(log, new ChangeWindows(logIndex, writes));
  const replay = new LogReplay(log);
  for (const { write, matching, answer, changes, end } of executions(writes, logIndex, log.length)) {
    const report = parse<Report>(answer.text);
    const name = `${describeWrite(write)}, answered ${answer.text}`;
    if (report?.changed !== changes.length) yield `${name}: made ${changes.length} changes`;
    if (report === undefined) continue;
    if (!counts.mayHaveBeen(report.matched, write, answer, end)) yield `${name}: matched another number of tasks`;
    if (report.matched < report.changed) yield `${name}: changed more than matched`;
    if (matching.isDryRun) continue;
    if (report.matched > matching.max) yield `${name}: more than max_affected, which is ${matching.max}`;
    const changed = new Set(changes.map(({ task_id }) => task_id));
    for (const [id, task] of replay.to(end)) {
      if (changed.has(id) || !matches(task, matching.conditions) || isAsWanted(task, matching)) continue;
      // A missed match is an error only if the task's last change was acknowledged before the request was sent.
      const last = logIndex.last(id, end);
      if (last !== undefined && last.seq <= write.known) yield `${name}: missed ${JSON.stringify(task)}`;
    }
  }
}

/** An acknowledged edit or deletion by filter, with the changes that it made. */
interface Execution {
  readonly write: Write;
  readonly matching: Matching;
  readonly answer: Answer;
  readonly changes: readonly Change[];
  /** The last `seq` of the log when the server executed the write. */
  readonly end: number;
}

/** Returns the acknowledged writes by filter, ordered by `end`. */
function executions(writes: readonly Write[], logIndex: LogIndex, head: number): Execution[] {
  const found = writes.flatMap((write): Execution[] => {
    const answer = acknowledgement(write);
    if (answer === undefined || write.matching === undefined) return [];
    const changes = changesOf(write, logIndex);
    const end = changes[0] === undefined ? (answer.seq ?? head) : changes[0].seq - 1;
    return [{ write, matching: write.matching, answer, changes, end }];
  });
  return found.toSorted((one, other) => one.end - other.end);
}

/** Returns whether an edit by filter would not change the task; false for a deletion. */
function isAsWanted(task: Task, { edit }: Matching): boolean {
  if (edit === undefined) return false;
  const step = { op: 'edit', task: task.id, edit } as const;
  return same(outcomeIn(task), outcomeOf(step, task, '', null));
}

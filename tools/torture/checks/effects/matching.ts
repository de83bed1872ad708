import { parse, same } from '../../../support/wire.ts';
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

/** Yields each edit or deletion by filter that missed a match, changed another task, or has wrong figures. */
export function* checkMatching(evidence: Evidence): Generator<string> {
  yield* checkEffects('matching')(evidence);
  const { log, writes } = evidence;
  const logIndex = new LogIndex(log);
  const counts = new MatchCounts(log, new ChangeWindows(logIndex, writes));
  const replay = new LogReplay(log);
  for (const { write, matching, answer } of acknowledged(writes)) {
    const changes = changesOf(write, logIndex);
    const report = parse<Report>(answer.text);
    const name = `${describeWrite(write)}, answered ${answer.text}`;
    const end = changes[0] === undefined ? answer.seq : changes[0].seq - 1;
    if (report?.changed !== changes.length) yield `${name}: made ${changes.length} changes`;
    if (report === undefined) continue;
    if (!counts.mayHaveBeen(report.matched, write, answer, end ?? log.length))
      yield `${name}: matched another number of tasks`;
    if (report.matched < report.changed) yield `${name}: changed more than matched`;
    if (matching.isDryRun) continue;
    if (report.matched > matching.max) yield `${name}: more than max_affected, which is ${matching.max}`;
    const changed = new Set(changes.map(({ task_id }) => task_id));
    for (const [id, task] of replay.to(end ?? 0)) {
      const isKnown = (logIndex.last(id, end ?? 0)?.seq ?? 0) <= write.known;
      if (isKnown && !changed.has(id) && matches(task, matching.conditions) && !isAsWanted(task, matching))
        yield `${name}: missed ${JSON.stringify(task)}`;
    }
  }
}

/** Returns the acknowledged writes by filter, ordered by `seq`. */
function acknowledged(writes: readonly Write[]): { write: Write; matching: Matching; answer: Answer }[] {
  return writes
    .flatMap((write) => {
      const answer = acknowledgement(write);
      return answer === undefined || write.matching === undefined ? [] : [{ write, matching: write.matching, answer }];
    })
    .toSorted((one, other) => (one.answer.seq ?? 0) - (other.answer.seq ?? 0));
}

/** Returns whether the edit leaves the task as it is. */
function isAsWanted(task: Parameters<typeof matches>[0], { edit }: Matching): boolean {
  if (edit === undefined) return false;
  const step = { op: 'edit', task: task.id, edit } as const;
  return same(outcomeIn(task), outcomeOf(step, task, '', null));
}

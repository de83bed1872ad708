import { type Change, parse, same } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, acknowledgement, describeWrite, type Write } from '../ledger.ts';
import { LogIndex } from './log-index.ts';

/** Yields each acknowledged write that the log misses, alters or doubles, and each change without a request. */
export function* checkStored({ log, writes }: Evidence): Generator<string> {
  const logIndex = new LogIndex(log);
  const owners = new Map<number, Write>();
  for (const write of writes) {
    const answer = acknowledgement(write);
    if (answer === undefined) continue;
    const change = logIndex.at(answer.seq);
    if (change === undefined) {
      yield `${describeWrite(write)}: acknowledged as seq ${answer.seq}, which the log does not have`;
      continue;
    }
    for (const difference of differences(write, answer, change)) {
      yield `${describeWrite(write)}: ${difference}: answered ${answer.text}, but seq ${change.seq} is ${JSON.stringify(change)}`;
    }
    if (mayHaveChangedNothing(write, change)) continue;
    const owner = owners.get(change.seq);
    if (owner !== undefined)
      yield `seq ${change.seq} acknowledges ${describeWrite(owner)} and to ${describeWrite(write)}`;
    owners.set(change.seq, write);
  }
  const claimed = claims(writes, logIndex);
  yield* unaccounted(
    log.filter(({ seq }) => !claimed.has(seq)),
    writes,
  );
  yield* doubled(log);
}

function* differences(write: Write, answer: Answer, change: Change): Generator<string> {
  if (write.task !== null && change.task_id !== write.task) yield 'another task';
  const result = parse(answer.text);
  const stored = write.operation === 'delete' ? { ok: true } : write.operation === 'undo' ? change : change.task;
  if (!same(result, stored)) yield 'another result';
  if (answer.version !== (change.task === null ? null : change.version)) yield `another version than ${answer.version}`;
  const created = write.operation === 'create' || write.operation === 'createAt';
  if (answer.status !== (created ? 201 : 200)) yield `status ${answer.status}`;
}

/** Returns whether a `set` may have changed nothing: it then answers with the last change of the task. */
function mayHaveChangedNothing({ operation, content }: Write, { task }: Change): boolean {
  return operation === 'set' && task !== null && task.completed === content.completed;
}

/** Returns the seqs that acknowledged writes explain. */
function claims(writes: readonly Write[], logIndex: LogIndex): Set<number> {
  const claimed = writes.flatMap((write) => {
    const change = logIndex.at(acknowledgement(write)?.seq ?? null);
    if (change === undefined) return [];
    const isOwn = write.operation !== 'set' || change.kind === 'completed' || change.kind === 'reopened';
    return isOwn ? [change.seq] : [];
  });
  return new Set(claimed);
}

/** Yields each unacknowledged change for which no write with a lost answer is left. */
function* unaccounted(changes: readonly Change[], writes: readonly Write[]): Generator<string> {
  const open = writes.filter((write) => write.lost > 0 && acknowledgement(write) === undefined);
  const askedFor = new Map<string | null, number>();
  for (const { task } of open) askedFor.set(task, (askedFor.get(task) ?? 0) + 1);
  for (const change of changes) {
    const who = askedFor.has(change.task_id) || change.kind !== 'created' ? change.task_id : null;
    const left = askedFor.get(who) ?? 0;
    if (left === 0) yield `no request explains ${JSON.stringify(change)}`;
    else askedFor.set(who, left - 1);
  }
}

/** Yields each task that was created twice: the title of a new task holds its idempotency key. */
function* doubled(log: readonly Change[]): Generator<string> {
  const titles = new Map<string, number>();
  for (const { kind, seq, task } of log) {
    if (kind !== 'created' || task === null) continue;
    const first = titles.get(task.title);
    if (first !== undefined) yield `created twice, as seq ${first} and ${seq}: ${task.title}`;
    titles.set(task.title, seq);
  }
}

import { type Change, type Content, same } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { acknowledgement, describeWrite, type Write } from '../ledger.ts';
import { contentOf, identityOf, LogIndex } from './log-index.ts';

type Check = (evidence: Evidence) => Generator<string>;

/** Yields each create, edit or deletion that did not do exactly what was sent: lost updates, above all. */
export const checkEdits: Check = (evidence) =>
  eachChange(evidence, (write, change, logIndex) => {
    if (write.operation === 'toggle' || write.operation === 'undo') return undefined;
    if (write.operation === 'set' && same(contentOf(change.task)?.completed, write.content.completed)) return undefined;
    const before = contentOf(logIndex.found(change));
    const wanted = write.operation === 'delete' ? null : { ...(before ?? BLANK), ...write.content };
    return same(contentOf(change.task), wanted) ? undefined : `should be ${JSON.stringify(wanted)}`;
  });

/** Yields each toggle that did not flip its task, or changed anything else. */
export const checkToggles: Check = (evidence) =>
  eachChange(evidence, (write, change, logIndex) => {
    if (write.operation !== 'toggle') return undefined;
    const before = contentOf(logIndex.found(change));
    const wanted = before === null ? null : { ...before, completed: !before.completed };
    return wanted !== null && same(contentOf(change.task), wanted)
      ? undefined
      : `should flip ${JSON.stringify(before)}`;
  });

/** Yields each write with If-Match that does not follow directly on a version that it names. */
export const checkConditions: Check = (evidence) =>
  eachChange(evidence, ({ operation, versions }, change) => {
    if (versions === undefined || versions.includes(change.version - 1)) return undefined;
    // A `set` that changed nothing keeps the version.
    if (operation === 'set' && versions.includes(change.version)) return undefined;
    return `If-Match named version ${versions.join(' or ')}`;
  });

/** Yields each undo that did not restore the state before its change, or overwrote a later change. */
export const checkUndos: Check = (evidence) =>
  eachChange(evidence, (write, change, logIndex) => {
    if (write.undoes === undefined) return undefined;
    const undone = logIndex.at(write.undoes);
    if (undone === undefined) return 'the undone seq is not in the log';
    const found = contentOf(logIndex.found(change));
    if (!same(found, contentOf(undone.task))) return `it overwrote a later change: ${JSON.stringify(found)}`;
    const wanted = logIndex.found(undone);
    const isBack = same(contentOf(change.task), contentOf(wanted)) && same(identityOf(change.task), identityOf(wanted));
    return isBack ? undefined : `should be ${JSON.stringify(wanted)}`;
  });

const BLANK: Content = { title: '', description: null, completed: false };

function* eachChange(
  { log, writes }: Evidence,
  objection: (write: Write, change: Change, logIndex: LogIndex) => string | undefined,
): Generator<string> {
  const logIndex = new LogIndex(log);
  for (const write of writes) {
    const change = logIndex.at(acknowledgement(write)?.seq ?? null);
    if (change === undefined) continue;
    const found = objection(write, change, logIndex);
    if (found !== undefined)
      yield `${describeWrite(write)}: ${found}, but seq ${change.seq} is ${JSON.stringify(change)}`;
  }
}

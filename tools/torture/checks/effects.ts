import { type Change, type Content, same } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { acknowledgement, named, type Write } from '../ledger.ts';
import { Chronicle, contentOf, identityOf } from './chronicle.ts';

type Check = (evidence: Evidence) => Generator<string>;

/** That each write did to the task, as it found it, what was asked, and nothing else: no update is lost. */
export const checkEdits: Check = (evidence) =>
  eachChange(evidence, (write, change, chronicle) => {
    if (write.operation === 'toggle' || write.operation === 'undo') return undefined;
    if (write.operation === 'set' && same(contentOf(change.task)?.completed, write.content.completed)) return undefined;
    const before = contentOf(chronicle.found(change));
    const wanted = write.operation === 'delete' ? null : { ...(before ?? BLANK), ...write.content };
    return same(contentOf(change.task), wanted) ? undefined : `should be ${JSON.stringify(wanted)}`;
  });

/** That every toggle flipped. Each key is in the log once, so that the sum of all is right, too. */
export const checkToggles: Check = (evidence) =>
  eachChange(evidence, (write, change, chronicle) => {
    if (write.operation !== 'toggle') return undefined;
    const before = contentOf(chronicle.found(change));
    const wanted = before === null ? null : { ...before, completed: !before.completed };
    return wanted !== null && same(contentOf(change.task), wanted)
      ? undefined
      : `should flip ${JSON.stringify(before)}`;
  });

/** That what was for a version followed right after it. */
export const checkConditions: Check = (evidence) =>
  eachChange(evidence, ({ operation, versions }, change) => {
    if (versions === undefined || versions.includes(change.version - 1)) return undefined;
    // A set that changed nothing left the version as it was.
    if (operation === 'set' && versions.includes(change.version)) return undefined;
    return `was for version ${versions.join(' or ')}`;
  });

/** That an undone change leaves the task as that change found it, and was not undone over the head of a later one. */
export const checkUndos: Check = (evidence) =>
  eachChange(evidence, (write, change, chronicle) => {
    if (write.undoes === undefined) return undefined;
    const undone = chronicle.at(write.undoes);
    if (undone === undefined) return 'there is no such change to undo';
    const found = contentOf(chronicle.found(change));
    if (!same(found, contentOf(undone.task))) return `went over what came after: ${JSON.stringify(found)}`;
    const wanted = chronicle.found(undone);
    const isBack = same(contentOf(change.task), contentOf(wanted)) && same(identityOf(change.task), identityOf(wanted));
    return isBack ? undefined : `should be ${JSON.stringify(wanted)}`;
  });

const BLANK: Content = { title: '', description: null, completed: false };

function* eachChange(
  { log, writes }: Evidence,
  objection: (write: Write, change: Change, chronicle: Chronicle) => string | undefined,
): Generator<string> {
  const chronicle = new Chronicle(log);
  for (const write of writes) {
    const change = chronicle.at(acknowledgement(write)?.seq ?? null);
    if (change === undefined) continue;
    const found = objection(write, change, chronicle);
    if (found !== undefined) yield `${named(write)}: ${found}, but seq ${change.seq} is ${JSON.stringify(change)}`;
  }
}

import type { Change } from '../../../support/wire.ts';
import { acknowledgement, type Write } from '../../ledger.ts';
import type { LogIndex } from '../log/log-index.ts';
import { changesOf } from './effects.ts';
import { objectionsTo } from './objections.ts';

/** Yields each operation that neither an acknowledged write nor a write with a lost response can have made. */
export function* unexplained(writes: readonly Write[], logIndex: LogIndex): Generator<string> {
  const claimed = new Set(writes.flatMap((write) => changesOf(write, logIndex).map(({ operation }) => operation)));
  const open = writes.filter((write) => write.lost > 0 && acknowledgement(write) === undefined);
  const owners = new Map<Write, readonly Change[]>();
  for (const changes of logIndex.operations()) {
    if (claimed.has(changes[0].operation)) continue;
    if (!assign(changes, new Set(open))) yield `no request explains ${JSON.stringify(changes)}`;
  }

  /** Matches an operation to a write, and moves other operations to other writes if necessary (an augmenting path). */
  function assign(changes: readonly Change[], free: Set<Write>): boolean {
    for (const write of free) {
      if (!mayHaveMade(write, changes, logIndex)) continue;
      free.delete(write);
      const owned = owners.get(write);
      if (owned !== undefined && !assign(owned, free)) continue;
      owners.set(write, changes);
      return true;
    }
    return false;
  }
}

function mayHaveMade(write: Write, changes: readonly Change[], logIndex: LogIndex): boolean {
  if (write.matching !== undefined && (write.matching.isDryRun || changes.length > write.matching.max)) return false;
  return objectionsTo(write, changes, logIndex, changes.at(-1)?.seq ?? 0).next().done === true;
}

import { SEQ_ZERO } from '../../../domain/changes/change.ts';
import { toSeq, toState } from '../changes/change-row.ts';
import type { RunStatement } from '../driver/database.ts';
import type { CachedTask, TaskCache } from '../tasks/task-cache.ts';
import type { BaseState, LoadedState, QueuedWrite, RecoveredWrite } from './queued-write.ts';
import {
  type BaseStateRow,
  FIND_COMMITTED,
  foundStatement,
  lockedStatement,
  type RecoveredRow,
} from './write-statements.ts';

/**
 * What writes begin with. At first that is what was last seen, if it can be relied on, and keys are believed to be new:
 * whether that is so turns out when they are done. A group with keys, and what did not succeed so, asks the database before.
 */
export class BaseStates {
  readonly #recent: TaskCache;

  constructor(recent: TaskCache) {
    this.#recent = recent;
  }

  /** @param locks whether nobody else may change the tasks until the transaction ends */
  async find(group: QueuedWrite[], run: RunStatement, locks: boolean): Promise<Map<QueuedWrite, BaseState>> {
    const found = new Map<QueuedWrite, BaseState>();
    const asking: QueuedWrite[] = [];
    for (const write of group) {
      const { isNew, key, verb } = write;
      const mayBeBlind = verb !== undefined && key === undefined;
      const hopes = !locks && isFirstTry(write) && (key === undefined || group.length === 1);
      const recent = hopes && !isNew ? this.#recall(write, mayBeBlind) : undefined;
      if (recent !== undefined) found.set(write, { ...recent, fingerprint: undefined, isFresh: false });
      else if (hopes && mayBeBlind) found.set(write, { verb });
      else if (!isNew || (key !== undefined && !hopes)) asking.push(write);
    }
    if (asking.length > 0) await this.#ask(asking, found, run, locks);
    // Only after that: what has been made by then is part of what was found, or else will be in the way of another try.
    const unsure = group.filter(({ maybeCommitted, key }) => maybeCommitted.length > 0 && key === undefined);
    for (const [write, recovered] of await findCommitted(unsure, run)) {
      found.set(write, { state: undefined, seq: SEQ_ZERO, fingerprint: undefined, isFresh: true, recovered });
    }
    return found;
  }

  #recall({ owner, id, seen }: QueuedWrite, mayBeBlind: boolean): CachedTask | undefined {
    return mayBeBlind ? this.#recent.getUnlessContended(owner, id) : laterOf(this.#recent.get(owner, id), seen);
  }

  async #ask(
    asking: QueuedWrite[],
    found: Map<QueuedWrite, BaseState>,
    run: RunStatement,
    locks: boolean,
  ): Promise<void> {
    if (locks) asking.sort((a, b) => (a.owner + a.id < b.owner + b.id ? -1 : 1));
    const asked = asking.map(({ owner, id, key }, n) => ({ n, user_id: owner, id, key: key?.name }));
    const rows = await run<BaseStateRow>(...(locks ? lockedStatement(asked) : foundStatement(asked)));
    for (const row of rows) found.set(asking[row.n] as QueuedWrite, toFound(row));
  }
}

/**
 * Which writes have left an entry in the log that says what they were to say; or may have, if they were blind. Those with
 * a key need not be looked for: the key tells.
 */
async function findCommitted(unsure: QueuedWrite[], run: RunStatement): Promise<Map<QueuedWrite, RecoveredWrite>> {
  const recovered = new Map<QueuedWrite, RecoveredWrite>();
  const all = unsure.flatMap((write) => write.maybeCommitted.map((change) => ({ write, ...change })));
  if (all.length === 0) return recovered;
  const rows = await run<RecoveredRow>(FIND_COMMITTED, [JSON.stringify(all.map(({ entry }, n) => ({ n, ...entry })))]);
  for (const { n, seq } of rows) {
    const { write, result } = all[n] as (typeof all)[number];
    recovered.set(write, { result, seq: toSeq(seq) });
  }
  return recovered;
}

function isFirstTry({ conflicts, connectionLosses }: QueuedWrite): boolean {
  return conflicts === 0 && connectionLosses === 0;
}

function laterOf(one: CachedTask | undefined, other: CachedTask | undefined): CachedTask | undefined {
  return one === undefined || (other !== undefined && other.seq > one.seq) ? other : one;
}

function toFound({ version, seq, fingerprint, ...row }: BaseStateRow): LoadedState {
  const kind = row.title === null ? 'deleted' : 'updated';
  return {
    state: version === null ? undefined : toState({ ...row, version, kind }),
    seq: toSeq(seq ?? 0),
    fingerprint: fingerprint ?? undefined,
    isFresh: true,
  };
}

import { BEGINNING, instantOf } from '../../../domain/change.ts';
import { timestamp } from '../../../domain/instant.ts';
import { toSeq, toState } from '../change-row.ts';
import type { RunStatement } from '../database.ts';
import type { RecentState, RecentStates } from '../read/recent-states.ts';
import { BlindWrite } from './blind-write.ts';
import type { Step } from './draft.ts';
import type { Beginning, Found, Made } from './plan.ts';
import type { Write } from './write.ts';
import { type FoundRow, foundStatement, lockedStatement, MADE, type MadeRow } from './write-statements.ts';

/**
 * What writes begin with. At first that is what was last seen, if it can be relied on, and keys are believed to be new:
 * whether that is so turns out when they are done. A group with keys, and what did not succeed so, asks the database before.
 */
export class Beginnings {
  readonly #recent: RecentStates;

  constructor(recent: RecentStates) {
    this.#recent = recent;
  }

  /** @param locks whether nobody else may change the tasks until the transaction ends */
  async find(group: Write[], run: RunStatement, locks: boolean): Promise<Map<Write, Beginning>> {
    const found = new Map<Write, Beginning>();
    const asking: Write[] = [];
    for (const write of group) {
      const { isNew, key, verb } = write;
      const mayBeBlind = verb !== undefined && key === undefined;
      const hopes = !locks && isFirstTry(write) && (key === undefined || group.length === 1);
      const recent = hopes && !isNew ? this.#recall(write, mayBeBlind) : undefined;
      if (recent !== undefined) found.set(write, { ...recent, fingerprint: undefined, isCertain: false });
      else if (hopes && mayBeBlind) found.set(write, { verb });
      else if (!isNew || (key !== undefined && !hopes)) asking.push(write);
    }
    if (asking.length > 0) await this.#ask(asking, found, run, locks);
    // Only after that: what has been made by then is part of what was found, or else will be in the way of another try.
    const unsure = group.filter(({ sent, key }) => sent.length > 0 && key === undefined);
    for (const [write, made] of await madeBy(unsure, run)) {
      found.set(write, { state: undefined, seq: BEGINNING, fingerprint: undefined, isCertain: true, made });
    }
    return found;
  }

  #recall({ owner, id, seen }: Write, mayBeBlind: boolean): RecentState | undefined {
    return mayBeBlind ? this.#recent.getIfReliable(owner, id) : laterOf(this.#recent.get(owner, id), seen);
  }

  async #ask(asking: Write[], found: Map<Write, Beginning>, run: RunStatement, locks: boolean): Promise<void> {
    if (locks) asking.sort((a, b) => (a.owner + a.id < b.owner + b.id ? -1 : 1));
    const asked = asking.map(({ owner, id, key }, n) => ({ n, user_id: owner, id, key: key?.name }));
    const rows = await run<FoundRow>(...(locks ? lockedStatement(asked) : foundStatement(asked)));
    for (const row of rows) found.set(asking[row.n] as Write, toFound(row));
  }
}

/**
 * Which writes have left an entry in the log that says what they were to say; or may have, if they were blind. Those with
 * a key need not be looked for: the key tells.
 */
async function madeBy(unsure: Write[], run: RunStatement): Promise<Map<Write, Made>> {
  const made = new Map<Write, Made>();
  const all = unsure.flatMap((write) => write.sent.map((sent) => ({ write, sent })));
  if (all.length === 0) return made;
  const rows = await run<MadeRow>(MADE, [JSON.stringify(all.map(({ sent }, n) => ({ n, ...entryOf(sent) })))]);
  for (const { n, seq } of rows) {
    const { write, sent } = all[n] as (typeof all)[number];
    made.set(write, { sent, seq: toSeq(seq) });
  }
  return made;
}

function entryOf(sent: Step | BlindWrite) {
  if (sent instanceof BlindWrite) {
    const { owner, write, at } = sent;
    return { user_id: owner, task_id: write.id, at: timestamp(at) };
  }
  const { after, kind } = sent;
  return { user_id: after.userId, task_id: after.id, version: after.version, kind, at: timestamp(instantOf(after)) };
}

function isFirstTry({ attempts, losses }: Write): boolean {
  return attempts === 0 && losses === 0;
}

function laterOf(one: RecentState | undefined, other: RecentState | undefined): RecentState | undefined {
  return one === undefined || (other !== undefined && other.seq > one.seq) ? other : one;
}

function toFound({ version, seq, fingerprint, ...row }: FoundRow): Found {
  const kind = row.title === null ? 'deleted' : 'updated';
  return {
    state: version === null ? undefined : toState({ ...row, version, kind }),
    seq: toSeq(seq ?? 0),
    fingerprint: fingerprint ?? undefined,
    isCertain: true,
  };
}

import { BEGINNING, type Seq, type TaskState } from '../../../domain/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Verb } from '../../../domain/task.ts';
import { BlindWrite } from './blind-write.ts';
import { Draft, type Step } from './draft.ts';
import type { Write } from './write.ts';

/** What a write begins with: what was found, or what is to be done without a look. */
export type Beginning = Found | Unseen;

interface Unseen {
  readonly verb: Verb;
}

export interface Found {
  readonly state: TaskState | undefined;
  /** The change that made the state what it is. */
  readonly seq: Seq;
  /** What the write's key was kept with, if it was. */
  readonly fingerprint: string | undefined;
  /** Whether the database was asked just now; else it is what there was when it was last seen. */
  readonly isCertain: boolean;
  /** The change that an earlier try seems to have made, though nobody has heard of it. */
  readonly made?: Made | undefined;
}

/** What stands in the log, by the number of its change. */
export interface Made {
  readonly sent: Step | BlindWrite;
  readonly seq: Seq;
}

const NOTHING: Found = { state: undefined, seq: BEGINNING, fingerprint: undefined, isCertain: true };

/** What shall come of a group of writes, in the order of their arrival; nothing of it has happened yet. */
export class Plan {
  /** Those whose keys were kept before. */
  readonly replays: Write[] = [];
  readonly refusals: { readonly write: Write; readonly error: unknown }[] = [];
  /** Those that seem to have been done when their connection was lost. */
  readonly made: (Made & { readonly write: Write })[] = [];
  /** Those that must wait to see what comes of the others. */
  readonly postponed: Write[] = [];
  readonly #drafts = new Map<string, Draft | BlindWrite>();
  readonly #keys = new Set<string>();
  readonly #now: Instant;

  constructor(group: readonly Write[], found: ReadonlyMap<Write, Beginning>, now: Instant) {
    this.#now = now;
    for (const write of group) this.#add(write, found.get(write) ?? NOTHING);
  }

  /** The tasks that there is something to keep of, in the order of their keys, in which they are locked. */
  get worthKeeping(): (Draft | BlindWrite)[] {
    const ordered = [...this.#drafts].sort(([a], [b]) => (a < b ? -1 : 1));
    return ordered.map(([, draft]) => draft).filter((draft) => !isIdle(draft));
  }

  /** The others. */
  get idle(): Draft[] {
    return [...this.#drafts.values()].filter(isIdle);
  }

  #add(write: Write, found: Beginning): void {
    const { owner, key } = write;
    if ('verb' in found) this.#addUnseen(write, found.verb);
    else if (found.made !== undefined) this.made.push({ write, ...found.made });
    else if (key === undefined) this.#draft(write, found);
    else if (found.fingerprint === key.fingerprint) this.replays.push(write);
    else if (found.fingerprint !== undefined) this.refusals.push({ write, error: new IdempotencyKeyReused() });
    else if (this.#keys.has(owner + key.name)) this.postponed.push(write);
    else {
      this.#keys.add(owner + key.name);
      this.#draft(write, found);
    }
  }

  #addUnseen(write: Write, verb: Verb): void {
    const task = write.owner + write.id;
    if (this.#drafts.has(task)) this.#draft(write, NOTHING);
    else this.#drafts.set(task, new BlindWrite(write, verb, this.#now));
  }

  #draft(write: Write, found: Found): void {
    const draft = this.#drafts.get(write.owner + write.id) ?? new Draft(found);
    if (draft instanceof BlindWrite) {
      this.postponed.push(write);
      return;
    }
    const { isProvisional } = draft;
    try {
      draft.add(write);
      this.#drafts.set(write.owner + write.id, draft);
    } catch (error) {
      // A refusal is a verdict on what is there, and not on what may be there soon.
      if (isProvisional) this.postponed.push(write);
      else this.refusals.push({ write, error });
    }
  }
}

function isIdle(draft: Draft | BlindWrite): draft is Draft {
  return draft instanceof Draft && !draft.isWorthKeeping;
}

import { changedAt, type Seq } from '../../domain/changes/change.ts';
import { type FilteredChange, matchOf } from '../../domain/changes/filtered-change.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ChangePage, ReadChanges } from '../changes/read-changes.ts';

export interface FilteredPage extends Omit<ChangePage, 'changes'> {
  readonly changes: readonly FilteredChange[];
}

interface FilteredQuery {
  readonly since: Seq;
  readonly limit: number;
  readonly filter: Filter;
  readonly zone: string;
}

/** The maximum number of changes that one read of the log returns. */
const CHUNK = 500;
/** The number of changes after which a page ends, even if few of them match. */
const MAX_READ = 5_000;

/** Reads the changes of tasks that match a filter before or after the change. */
export class ReadFilteredChanges {
  readonly #readChanges: ReadChanges;
  readonly #clock: Clock;

  constructor(readChanges: ReadChanges, clock: Clock) {
    this.#readChanges = readChanges;
    this.#clock = clock;
  }

  /**
   * Reads the next page. For a change before the request, `now` in the filter is the time of the request; for a later
   * change, it is the time of that change.
   *
   * @param signal if given and the page would be empty, waits for a change of the filter until this signal is aborted
   * @throws SeqGone
   */
  async execute(owner: UserId, query: FilteredQuery, signal?: AbortSignal): Promise<FilteredPage> {
    const { limit, filter, zone } = query;
    const asked = this.#clock.now();
    const changes: FilteredChange[] = [];
    let next = query.since;
    for (let read = 0; read < MAX_READ; ) {
      const page = await this.#readChanges.execute(
        owner,
        { since: next, limit: CHUNK },
        changes.length > 0 ? undefined : signal,
      );
      for (const change of page.changes) {
        const now = Math.max(asked, changedAt(change.after)) as typeof asked;
        const match = matchOf(change, filter, { now, zone });
        if (match !== undefined) changes.push({ change, match });
        next = change.seq;
        if (changes.length === limit) return { changes, next, isEnd: page.isEnd && next === page.next };
      }
      next = page.next;
      read += page.changes.length;
      const waits = signal?.aborted === false && changes.length === 0;
      if (page.isEnd && !waits) return { changes, next, isEnd: true };
    }
    return { changes, next, isEnd: false };
  }
}

import type { Change, Seq } from '../../domain/changes/change.ts';
import type { UserId } from '../../domain/identity.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { ChangeList, ChangeQuery, TaskRepository } from '../../ports/task-repository.ts';

export interface ChangePage {
  readonly changes: Change[];
  /** Where to go on. */
  readonly next: Seq;
  /** Whether nothing comes after these, for now. */
  readonly isEnd: boolean;
}

export class ReadChanges {
  readonly #tasks: TaskRepository;
  readonly #signal: ChangeNotifier;

  constructor(tasks: TaskRepository, signal: ChangeNotifier) {
    this.#tasks = tasks;
    this.#signal = signal;
  }

  /**
   * Reads a log on from where a client has read it to.
   *
   * @param until so long to wait for a change if there is none yet; without it, not at all
   * @throws SeqGone
   */
  async execute(owner: UserId, query: ChangeQuery, signal?: AbortSignal): Promise<ChangePage> {
    for (;;) {
      // The signal is on before the log is read: what comes in between is not missed.
      const mayHaveGrown = signal?.aborted === false ? this.#signal.next(owner, signal) : undefined;
      const list = await this.#tasks.changes(owner, query);
      if (list.changes.length > 0 || mayHaveGrown === undefined) return pageOf(list, query);
      await mayHaveGrown;
    }
  }
}

/** What `query` found, as a page. */
export function pageOf({ changes, last }: ChangeList, { limit }: ChangeQuery): ChangePage {
  const isEnd = changes.length < limit || changes.at(-1)?.seq === last;
  return { changes, isEnd, next: isEnd ? last : (changes.at(-1)?.seq ?? last) };
}

import type { Change, Seq } from '../../domain/changes/change.ts';
import type { UserId } from '../../domain/identity.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { ChangeList, ChangeQuery, TaskRepository } from '../../ports/task-repository.ts';

export interface ChangePage {
  readonly changes: Change[];
  /** The value of `since` that reads the next page. */
  readonly next: Seq;
  /** True if the log has no change after this page yet. */
  readonly isEnd: boolean;
}

export class ReadChanges {
  readonly #tasks: TaskRepository;
  readonly #notifier: ChangeNotifier;

  constructor(tasks: TaskRepository, notifier: ChangeNotifier) {
    this.#tasks = tasks;
    this.#notifier = notifier;
  }

  /**
   * Reads the next page of a log.
   *
   * @param signal if given and there is no change yet, waits for a change until this signal is aborted
   * @throws SeqGone
   */
  async execute(owner: UserId, query: ChangeQuery, signal?: AbortSignal): Promise<ChangePage> {
    for (;;) {
      // Starts to wait before it reads, so that a change that is committed during the read is not missed.
      const mayHaveGrown = signal?.aborted === false ? this.#notifier.wait(owner, signal) : undefined;
      const list = await this.#tasks.changes(owner, query);
      if (list.changes.length > 0 || mayHaveGrown === undefined) return pageOf(list, query);
      await mayHaveGrown;
    }
  }
}

/** Returns the changes that a query found as a page, with the start of the next page. */
export function pageOf({ changes, last }: ChangeList, { limit }: ChangeQuery): ChangePage {
  const isEnd = changes.length < limit || changes.at(-1)?.seq === last;
  return { changes, isEnd, next: isEnd ? last : (changes.at(-1)?.seq ?? last) };
}

import type { TaskId } from '../../domain/identity.ts';
import type { TaskFields } from '../../domain/tasks/task.ts';
import type { Act } from '../outbox/act.ts';
import type { StoredRefusal } from '../outbox/refused.ts';
import type { SavedFilter } from '../state/workspace.ts';
import type { Patch, Storage, Stored } from './patch.ts';

/** Stores the replica of a user's tasks in memory, for tests and for browsers that let the page store nothing. */
export class MemoryStorage implements Storage {
  readonly isVolatile: boolean = true;
  readonly #tasks = new Map<TaskId, TaskFields>();
  readonly #acts = new Map<string, Act>();
  readonly #made = new Map<string, number>();
  readonly #refusals = new Map<string, StoredRefusal>();
  #savedFilters: readonly SavedFilter[] = [];
  #seq: number | undefined;
  #lastOrder = 0;

  async load(): Promise<Stored> {
    return {
      tasks: [...this.#tasks.values()],
      acts: [...this.#acts.values()],
      made: new Map(this.#made),
      refusals: [...this.#refusals.values()],
      seq: this.#seq,
      savedFilters: this.#savedFilters,
    };
  }

  async write(patch: Patch): Promise<Patch> {
    for (const task of patch.tasks ?? []) this.#tasks.set(task.id, task);
    for (const { id } of patch.gone ?? []) this.#tasks.delete(id);
    const acts = (patch.acts ?? []).map((act) => ({ ...act, order: act.order ?? ++this.#lastOrder }));
    for (const act of acts) this.#acts.set(act.key, act);
    for (const key of patch.ended ?? []) this.#acts.delete(key);
    for (const [act, seq] of Object.entries(patch.made ?? {})) this.#made.set(act, seq);
    for (const refusal of patch.refusals ?? []) this.#refusals.set(refusal.key, refusal);
    for (const key of patch.decided ?? []) this.#refusals.delete(key);
    this.#savedFilters = patch.savedFilters ?? this.#savedFilters;
    this.#seq = patch.seq ?? this.#seq;
    return { ...patch, acts };
  }

  async claim(act: Act, patch: Patch): Promise<boolean> {
    if (!this.#acts.has(act.key)) return false;
    await this.write({ ...patch, acts: [act] });
    return true;
  }

  async withdraw(key: string): Promise<boolean> {
    const act = this.#acts.get(key);
    if (act === undefined || act.claim !== undefined) return false;
    return this.#acts.delete(key);
  }

  async clear(): Promise<void> {
    for (const map of [this.#tasks, this.#acts, this.#made, this.#refusals]) map.clear();
    this.#savedFilters = [];
    this.#seq = undefined;
  }

  close(): void {}
}

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { TaskId } from '../../../domain/identity.ts';
import type { Item } from './items.ts';

/** The active task and the selected tasks of the list of tasks. */
export class Selection {
  /** The ids of the tasks in the list, in the order of the list. */
  readonly ids: ReadonlySignal<readonly TaskId[]>;
  /** The index of each task in {@link ids}. */
  readonly indexes: ReadonlySignal<ReadonlyMap<TaskId, number>>;
  /** The task that keyboard actions change; undefined until the user has moved to a task. */
  readonly active: Signal<TaskId | undefined> = signal(undefined);
  readonly selected: Signal<ReadonlySet<TaskId>> = signal(new Set());
  /** True while the rows show checkboxes to select their tasks. */
  readonly selecting: Signal<boolean> = signal(false);
  /**
   * The number of requests to focus the active row. After each request, the list focuses the row once it is rendered.
   */
  readonly focusWishes: Signal<number> = signal(0);
  #lastIndex = 0;
  #anchor: TaskId | undefined;

  constructor(items: ReadonlySignal<readonly Item[]>) {
    this.ids = computed(() => items.value.flatMap((item) => (item.kind === 'task' ? [item.task.id] : [])));
    this.indexes = computed(() => new Map(this.ids.value.map((id, index) => [id, index])));
    effect(() => this.#follow());
  }

  reset(): void {
    batch(() => {
      this.active.value = undefined;
      this.clear();
    });
  }

  clear(): void {
    this.#anchor = undefined;
    this.selecting.value = false;
    if (this.selected.peek().size > 0) this.selected.value = new Set();
  }

  /** Makes a task the active one, and requests that its row gets the focus. */
  focus(id: TaskId | undefined): void {
    if (id === undefined) return;
    batch(() => {
      this.active.value = id;
      this.focusWishes.value++;
    });
  }

  /**
   * Makes the task `by` rows further the active one. If the focus is not on the active row, only moves the focus there.
   * With `extend`, always moves, and selects the tasks from the start of the selection to the new active task.
   */
  move(by: number, extend: boolean): void {
    const ids = this.ids.value;
    const { value: active } = this.active;
    const from = active === undefined ? -1 : (this.indexes.value.get(active) ?? -1);
    const isAway = from >= 0 && !extend && !hasFocus(active);
    const to = isAway
      ? from
      : from < 0
        ? by > 0
          ? 0
          : ids.length - 1
        : Math.max(0, Math.min(ids.length - 1, from + by));
    const id = ids[to];
    if (id === undefined) return;
    if (extend) this.selectTo(id, active);
    this.focus(id);
  }

  toggle(id: TaskId): void {
    const next = new Set(this.selected.value);
    if (!next.delete(id)) next.add(id);
    this.#anchor = id;
    this.selected.value = next;
  }

  /** Selects all tasks from the start of the selection (`from` if it has no start yet) to `id`. */
  selectTo(id: TaskId, from: TaskId | undefined = this.active.value): void {
    this.#anchor ??= from ?? id;
    const { value: indexes } = this.indexes;
    const [a = 0, b = 0] = [indexes.get(this.#anchor), indexes.get(id)];
    this.selected.value = new Set(this.ids.value.slice(Math.min(a, b), Math.max(a, b) + 1));
  }

  selectAll(): void {
    this.selected.value = new Set(this.ids.value);
  }

  /**
   * Deselects tasks that are no longer in the list. If the active task is no longer in the list, the task that is now
   * at its index becomes active.
   */
  #follow(): void {
    const indexes = this.indexes.value;
    const selected = this.selected.peek();
    const remaining = [...selected].filter((id) => indexes.has(id));
    if (remaining.length < selected.size) this.selected.value = new Set(remaining);
    const active = this.active.value;
    if (active === undefined) return;
    const index = indexes.get(active);
    if (index !== undefined) {
      this.#lastIndex = index;
      return;
    }
    const ids = this.ids.peek();
    const next = ids[Math.min(this.#lastIndex, ids.length - 1)];
    // If the removed row had the focus, another row gets it, because it would be lost otherwise.
    if (hasFocus(active)) this.focus(next);
    else this.active.value = next;
  }
}

function hasFocus(id: TaskId | undefined): boolean {
  return document.activeElement?.closest(`[data-id="${id}"]`) != null;
}

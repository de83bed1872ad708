import { signal } from '@preact/signals';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import { type Instant, instant } from '../../../src/domain/instant.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../../src/domain/tasks/content.ts';
import { Task, type TaskEdit } from '../../../src/domain/tasks/task.ts';
import type { Connection, DoneAct, Refusal, SavedFilter, Verb, Workspace } from '../../../src/web/state/workspace.ts';

/** A workspace in memory: it confirms each act at once, and keeps the states before each act. */
export class FakeWorkspace implements Workspace {
  readonly tasks = signal<ReadonlyMap<TaskId, Task>>(new Map());
  readonly pending = signal<ReadonlySet<TaskId>>(new Set());
  readonly connection = signal<Connection>({ state: 'live' });
  readonly refusals = signal<readonly Refusal[]>([]);
  readonly lastAct = signal<DoneAct | undefined>(undefined);
  readonly changedElsewhere = signal<readonly TaskId[]>([]);
  readonly savedFilters = signal<readonly SavedFilter[]>([]);
  readonly #past: { readonly act: DoneAct; readonly before: ReadonlyMap<TaskId, Task> }[] = [];
  readonly #now: () => Instant;

  constructor(now: () => Instant = () => instant(Date.now())) {
    this.#now = now;
  }

  create(content: Partial<TaskContent> & Pick<TaskContent, 'title'>): TaskId {
    const id = crypto.randomUUID() as TaskId;
    const task = Task.create(id, 'user' as UserId, { ...(CONTENT_DEFAULTS as TaskContent), ...content }, this.#now());
    this.#do('create', [task.title], [[id, task]]);
    return id;
  }

  edit(ids: readonly TaskId[], edit: TaskEdit): void {
    const tasks = ids.flatMap((id) => this.tasks.value.get(id) ?? []);
    const verb = edit.completed === undefined ? 'edit' : edit.completed ? 'complete' : 'reopen';
    this.#do(
      verb,
      tasks.map(({ title }) => title),
      tasks.map((task) => [task.id, task.edit(edit, this.#now())]),
    );
  }

  delete(ids: readonly TaskId[]): void {
    const titles = ids.flatMap((id) => this.tasks.value.get(id)?.title ?? []);
    this.#do(
      'delete',
      titles,
      ids.map((id) => [id, undefined]),
    );
  }

  undo(): void {
    const last = this.#past.pop();
    if (last === undefined) return;
    this.tasks.value = last.before;
    this.lastAct.value = this.#past.at(-1)?.act;
  }

  resolve(key: string): void {
    this.refusals.value = this.refusals.value.filter((each) => each.key !== key);
  }

  async history(id: TaskId) {
    const task = this.tasks.value.get(id);
    const at = new Date(task?.createdAt ?? 0).toISOString();
    return task ? [{ seq: 1, at, kind: 'created' as const, task }] : [];
  }

  undoChange(): void {}

  async logRange() {
    const at = new Date(this.#now()).toISOString();
    return { first: { seq: 0, at: null }, last: { seq: this.#past.length, at } };
  }

  async asOf(seq: number) {
    const tasks = this.#past[seq]?.before ?? this.tasks.value;
    return { at: new Date(this.#past[seq]?.act.at ?? this.#now()).toISOString(), tasks };
  }

  saveFilter(filter: SavedFilter): void {
    this.savedFilters.value = [...this.savedFilters.value, filter];
  }

  removeFilter(name: string): void {
    this.savedFilters.value = this.savedFilters.value.filter((each) => each.name !== name);
  }

  async signOut(): Promise<boolean> {
    return true;
  }

  #do(verb: Verb, titles: readonly string[], changes: readonly (readonly [TaskId, Task | undefined])[]): void {
    const act = { key: crypto.randomUUID(), verb, titles, at: this.#now() };
    this.#past.push({ act, before: this.tasks.value });
    const next = new Map(this.tasks.value);
    for (const [id, task] of changes) {
      if (task === undefined) next.delete(id);
      else next.set(id, task);
    }
    this.tasks.value = next;
    this.lastAct.value = act;
  }
}

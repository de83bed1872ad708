import type { TaskId } from '../../domain/identity.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';
import type { Api } from '../api/api.ts';
import type { Before, Step, Target } from '../outbox/act.ts';
import { newId } from '../outbox/new-id.ts';
import type { ReplicaHost } from '../sync/replica-host.ts';
import { actsOf, contentOf, deedOf } from './deed.ts';
import { Past } from './past.ts';
import { resolutionOf } from './resolution.ts';
import { Undoable } from './undoable.ts';
import type { SavedFilter, Verb, Workspace } from './workspace.ts';

/** The workspace of a user, which reads and changes the replica of the user's tasks in this browser. */
export class LocalWorkspace implements Workspace {
  readonly #host: ReplicaHost;
  readonly #past: Past;
  readonly #undoable = new Undoable();
  readonly #leave: () => Promise<void>;

  /** @param leave ends the session at the service, and deletes all data of the user in this browser */
  constructor(host: ReplicaHost, api: Api, leave: () => Promise<void>) {
    this.#host = host;
    this.#past = new Past(api);
    this.#leave = leave;
  }

  get tasks() {
    return this.#host.replica.tasks;
  }
  get pending() {
    return this.#host.replica.pending;
  }
  get connection() {
    return this.#host.connection;
  }
  get refusals() {
    return this.#host.replica.refusals;
  }
  get lastAct() {
    return this.#undoable.last;
  }
  get changedElsewhere() {
    return this.#host.replica.changedElsewhere;
  }
  get savedFilters() {
    return this.#host.replica.savedFilters;
  }

  create(content: Partial<TaskContent> & Pick<TaskContent, 'title'>): TaskId {
    const id = newId() as TaskId;
    this.#change('create', [{ kind: 'create', id, content: { ...CONTENT_DEFAULTS, ...content } as TaskContent }]);
    return id;
  }

  edit(ids: readonly TaskId[], edit: TaskEdit): void {
    const isCompletion = Object.keys(edit).join() === 'completed';
    const verb = isCompletion ? (edit.completed ? 'complete' : 'reopen') : 'edit';
    this.#change(
      verb,
      this.#shown(ids).map((base) => ({ kind: 'edit', id: base.id, edit, base: contentOf(base) })),
    );
  }

  editFrom(seen: Task, edit: TaskEdit): void {
    this.#change('edit', [{ kind: 'edit', id: seen.id, edit, base: contentOf(seen) }]);
  }

  delete(ids: readonly TaskId[]): void {
    this.#change(
      'delete',
      this.#shown(ids).map((base) => ({ kind: 'delete', id: base.id, base: contentOf(base) })),
    );
  }

  undo(): void {
    const deed = this.#undoable.pop();
    for (const act of deed?.acts.toReversed() ?? []) {
      const before = deed?.before.get(act.key) ?? [];
      void this.#host.withdraw(act.key).then((isWithdrawn) => {
        if (!isWithdrawn) this.#revert({ act: act.key }, before);
      });
    }
  }

  undoChange(seq: number, id: TaskId): void {
    void this.history(id).then(
      (changes) => {
        const at = changes.findIndex((change) => change.seq === seq);
        this.#revert({ seq }, [{ id, task: changes[at + 1]?.task ?? null }]);
      },
      // If the service cannot be reached, the state of the task before the change is unknown. The page then shows the
      // task unchanged until the service has undone the change.
      () => this.#revert({ seq }, [{ id, task: this.tasks.value.get(id) ?? null }]),
    );
  }

  resolve(key: string, choice: 'mine' | 'theirs' | 'copy'): void {
    const refusal = this.#host.replica.refusals.value.find((each) => each.key === key);
    if (refusal === undefined) return;
    const resolution = resolutionOf(refusal, choice, this.tasks.value.get(refusal.id));
    if (resolution.do === 'edit') this.edit([refusal.id], resolution.fields);
    else if (resolution.do === 'delete') this.delete([refusal.id]);
    else if (resolution.do === 'create') this.create(resolution.content);
    void this.#host.commit({ decided: [key] });
  }

  history(id: TaskId) {
    return this.#past.history(id);
  }
  logRange() {
    return this.#past.range();
  }
  asOf(seq: number) {
    return this.#past.asOf(seq);
  }

  saveFilter(filter: SavedFilter): void {
    const others = this.savedFilters.value.filter(({ name }) => name !== filter.name);
    void this.#host.commit({ savedFilters: [...others, filter] });
  }

  removeFilter(name: string): void {
    void this.#host.commit({ savedFilters: this.savedFilters.value.filter((filter) => filter.name !== name) });
  }

  async signOut(force: boolean): Promise<boolean> {
    const isAllSaved = this.#host.replica.acts.length === 0 && this.refusals.value.length === 0;
    if (!force && !isAllSaved) return false;
    await this.#leave();
    return true;
  }

  #change(verb: Verb, steps: readonly Step[]): void {
    if (steps.length === 0) return;
    const deed = deedOf(verb, steps, this.tasks.value);
    void this.#host.submit(deed.acts);
    this.#undoable.push(deed);
  }

  #revert(target: Target, before: readonly Before[]): void {
    void this.#host.submit(actsOf('undo', [{ kind: 'undo', target, before }]));
  }

  #shown(ids: readonly TaskId[]) {
    return ids.flatMap((id) => this.tasks.value.get(id) ?? []);
  }
}

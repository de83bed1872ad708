import { batch, signal } from '@preact/signals';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { Task, type TaskFields } from '../../domain/tasks/task.ts';
import { type Act, idsOf } from '../outbox/act.ts';
import { withActs } from '../outbox/apply.ts';
import type { StoredRefusal } from '../outbox/refused.ts';
import type { SavedFilter } from '../state/workspace.ts';
import type { Patch, Stored } from './patch.ts';

/**
 * The tasks of a user in this tab, in two forms: as the service has sent them, and as they are shown, with the outbox
 * applied.
 */
export class Replica {
  readonly tasks = signal<ReadonlyMap<TaskId, Task>>(new Map());
  readonly pending = signal<ReadonlySet<TaskId>>(new Set());
  readonly refusals = signal<readonly StoredRefusal[]>([]);
  readonly savedFilters = signal<readonly SavedFilter[]>([]);
  readonly changedElsewhere = signal<readonly TaskId[]>([]);
  readonly #owner: UserId;
  readonly #known = new Map<TaskId, Task>();
  /** The tasks that were deleted on the service, each with the time of its deletion. */
  readonly #gone = new Map<TaskId, Instant>();
  /** The changes of the user in the outbox, by their keys, in the order in which they are sent. */
  readonly #acts = new Map<string, Act>();
  readonly #made = new Map<string, number>();
  #seq: number | undefined;

  constructor(owner: UserId) {
    this.#owner = owner;
  }

  get owner(): UserId {
    return this.#owner;
  }

  /** The `seq` of the last change of the log that the tasks include; undefined until all tasks were read once. */
  get seq(): number | undefined {
    return this.#seq;
  }

  /** The changes of the user in the outbox, in the order in which they are sent. */
  get acts(): readonly Act[] {
    return [...this.#acts.values()];
  }

  get knownIds(): Iterable<TaskId> {
    return this.#known.keys();
  }

  known(id: TaskId): Task | undefined {
    return this.#known.get(id);
  }

  /** Returns the `seq` in the log of the user's change that had this key in the outbox; null if it changed nothing. */
  madeBy(act: string): number | null {
    return this.#made.get(act) ?? null;
  }

  /** Fills an empty replica with the data that the browser has stored. */
  fill({ tasks, acts, made, refusals, seq, savedFilters }: Stored): void {
    this.absorb({
      tasks,
      acts,
      refusals,
      savedFilters,
      made: Object.fromEntries(made),
      ...(seq !== undefined && { seq }),
    });
  }

  /**
   * Applies a patch to this replica and to the tasks that the page shows. Returns the patch to store, without states of
   * tasks that are not newer than the known states.
   */
  absorb(patch: Patch): Patch {
    const tasks = (patch.tasks ?? []).filter((task) => this.#isNew(task));
    const gone = (patch.gone ?? []).filter(({ id, at }) => this.#isNewlyGone(id, at));
    const touched = new Set([...tasks.map(({ id }) => id), ...gone.map(({ id }) => id)]);
    const elsewhere = patch.isElsewhere ? [...touched].filter((id) => !this.pending.value.has(id)) : [];
    for (const task of tasks) this.#known.set(task.id, new Task(task));
    for (const { id, at } of gone) {
      this.#known.delete(id);
      this.#gone.set(id, at);
    }
    for (const act of patch.acts ?? []) this.#put(act, touched);
    for (const key of patch.ended ?? []) this.#end(key, touched);
    for (const [act, seq] of Object.entries(patch.made ?? {})) this.#made.set(act, seq);
    if (patch.seq !== undefined) this.#seq = patch.seq;
    batch(() => {
      this.#show(touched);
      if (elsewhere.length > 0) this.changedElsewhere.value = elsewhere;
      if (patch.acts || patch.ended) this.pending.value = new Set(this.acts.flatMap(idsOf));
      if (patch.refusals || patch.decided) this.#decide(patch);
      if (patch.savedFilters) this.savedFilters.value = patch.savedFilters;
    });
    return { ...patch, tasks, gone };
  }

  /**
   * Returns true if this state of a task must replace the known state: it is newer, or it has a version while the known
   * state, which was read from a list, has none.
   */
  #isNew({ id, updatedAt, version }: TaskFields): boolean {
    const known = this.#known.get(id);
    if (known === undefined) return updatedAt > (this.#gone.get(id) ?? Number.NEGATIVE_INFINITY);
    return updatedAt > known.updatedAt || (updatedAt === known.updatedAt && (version ?? 0) > known.version);
  }

  #isNewlyGone(id: TaskId, at: Instant): boolean {
    const known = this.#known.get(id);
    if (known !== undefined) return at > known.updatedAt;
    const gone = this.#gone.get(id);
    if (gone === undefined || at > gone) this.#gone.set(id, at);
    return false;
  }

  #put(act: Act, touched: Set<TaskId>): void {
    for (const id of idsOf(this.#acts.get(act.key) ?? act)) touched.add(id);
    for (const id of idsOf(act)) touched.add(id);
    this.#acts.set(act.key, act);
  }

  #end(key: string, touched: Set<TaskId>): void {
    const act = this.#acts.get(key);
    if (act === undefined) return;
    for (const id of idsOf(act)) touched.add(id);
    this.#acts.delete(key);
  }

  /** Applies the changes of the outbox again to the tasks with these ids, and shows the result. */
  #show(touched: ReadonlySet<TaskId>): void {
    if (touched.size === 0) return;
    const shown = new Map(this.tasks.value);
    const acts = new Map<TaskId, Act[]>();
    for (const act of this.#acts.values()) {
      for (const id of new Set(idsOf(act))) if (touched.has(id)) acts.set(id, [...(acts.get(id) ?? []), act]);
    }
    for (const id of touched) {
      const task = withActs(acts.get(id) ?? [], this.#known.get(id), id, this.#owner);
      if (task === undefined) shown.delete(id);
      else shown.set(id, task);
    }
    this.tasks.value = shown;
  }

  #decide({ refusals = [], decided = [] }: Patch): void {
    const kept = this.refusals.value.filter(
      ({ key }) => !decided.includes(key) && !refusals.some((refusal) => refusal.key === key),
    );
    this.refusals.value = [...kept, ...refusals.filter(({ key }) => !decided.includes(key))];
  }
}

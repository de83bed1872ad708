import type { TaskId } from '../../domain/identity.ts';
import { type Instant, strictlyAfter } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import { type Answer, type Api, Unreachable } from '../api/api.ts';
import { codeOf, detailOf, placeOf, settled } from '../api/problem.ts';
import { type TaskJson, taskOf, UNKNOWN_VERSION } from '../api/task-json.ts';
import type { Act, Claim, Step } from './act.ts';
import { newId } from './new-id.ts';
import { invalid, type Prepared, prepare } from './prepare.ts';
import type { Refused } from './refused.ts';
import { changeRequest } from './requests.ts';

/** The most times that a user's change is merged and sent again because somebody else keeps changing its task. */
const MAX_TRIES = 10;

/** The result of a user's change that the service has carried out: the new states of its tasks. */
export interface Delivered {
  readonly tasks: readonly Task[];
  readonly gone: readonly { readonly id: TaskId; readonly at: Instant }[];
  /** The `seq` of the first change in the log that this change of the user has made; null if it made none. */
  readonly seq: number | null;
}

/** The functions of this browser's replica that are needed to send changes of the user. */
export interface Desk {
  /** Returns the last state of a task that this browser has received from the service. */
  known(id: TaskId): Task | undefined;
  /**
   * Stores the final request of a queued change, and its refused steps, in one transaction. @returns false if the user
   * has undone the change
   */
  claim(act: Act, refused: readonly Refused[]): Promise<boolean>;
}

/** Sends changes of the user to the service, and merges them with changes that others have made. */
export class Delivery {
  readonly #api: Api;
  readonly #desk: Desk;

  constructor(api: Api, desk: Desk) {
    this.#api = api;
    this.#desk = desk;
  }

  /**
   * Sends a queued change until the service has carried out or refused every step of it.
   *
   * @returns undefined if the user undid the change before it was sent
   * @throws SignedOut, Later or Unreachable; then the change stays in the outbox, and can be sent again
   */
  async deliver(act: Act, steps: readonly Step[]): Promise<Delivered | undefined> {
    let current: Prepared & { readonly key: string };
    if (act.claim === undefined) {
      current = { ...(await prepare(steps, (id) => this.#known(id), true)), key: act.key };
      if (!(await this.#claim(act, current))) return undefined;
    } else {
      current = { steps, versions: act.claim.versions, refused: [], key: act.claim.key };
    }
    for (let tries = 0; current.steps.length > 0; tries++) {
      const answer = await this.#send(current.steps, current);
      if (answer.status < 300) return this.#confirmed(current.steps, current.versions, answer);
      const next: Prepared =
        tries < MAX_TRIES ? await this.#afterRefusal(current.steps, answer) : allInvalid(current.steps, answer);
      current = { ...next, key: newId() };
      if (!(await this.#claim(act, current))) return undefined;
    }
    return { tasks: [], gone: [], seq: null };
  }

  #claim(act: Act, { steps, versions, refused, key }: Prepared & { readonly key: string }): Promise<boolean> {
    const claim: Claim = { key, versions };
    return this.#desk.claim({ ...act, work: { kind: 'change', steps }, claim }, refused);
  }

  async #send(steps: readonly Step[], claim: Claim): Promise<Answer> {
    const { method, path, ...sent } = changeRequest(steps, claim);
    return settled(await this.#api.ask(method, path, sent));
  }

  /** Compares the steps of a refused request with the current tasks. Returns the steps that can still be sent. */
  async #afterRefusal(steps: readonly Step[], answer: Answer): Promise<Prepared> {
    const code = codeOf(answer);
    if (code === 'precondition_failed' || code === 'task_not_found' || code === 'idempotency_key_reused') {
      // A refused batch has created no task, so the service need not be asked for its new tasks. Exceptions: the
      // refused step is a creation, or an earlier request with the same idempotency key may have created the tasks.
      const areNew = steps.length > 1 && code !== 'idempotency_key_reused' && !isCreateAt(steps, placeOf(answer));
      return prepare(steps, (id) => this.#read(id), areNew);
    }
    const index = placeOf(answer)[2];
    const bad = steps.length > 1 && typeof index === 'number' ? steps[index] : undefined;
    if (bad === undefined) return allInvalid(steps, answer);
    const rest = await prepare(
      steps.filter((step) => step !== bad),
      (id) => this.#read(id),
      true,
    );
    return { ...rest, refused: [...rest.refused, invalid(bad, detailOf(answer))] };
  }

  async #known(id: TaskId): Promise<Task | undefined> {
    const task = this.#desk.known(id);
    return task === undefined || task.version === UNKNOWN_VERSION ? this.#read(id) : task;
  }

  async #read(id: TaskId): Promise<Task | undefined> {
    const answer = settled(await this.#api.ask('GET', `api/me/tasks/${id}`));
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Unreachable(`the answer ${answer.status} to the read of a task`);
    return taskOf(answer.body as TaskJson, versionOf(answer));
  }

  #confirmed(steps: readonly Step[], versions: Claim['versions'], answer: Answer): Delivered {
    const gone = steps.filter(({ kind }) => kind === 'delete').map(({ id }) => ({ id, at: this.#afterLast(id) }));
    if (steps.length > 1) {
      const { results, operation } = answer.body as { results: { task: TaskJson | null }[]; operation: number | null };
      const tasks = results.flatMap(({ task }) => (task === null ? [] : [taskOf(task, UNKNOWN_VERSION)]));
      return { tasks, gone, seq: operation };
    }
    const seq = Number(answer.headers.get('Taskport-Seq'));
    if (gone.length > 0) return { tasks: [], gone, seq };
    const version = versionOf(answer);
    // An edit that changes nothing leaves the version as it is, and adds no change to the log that could be undone.
    const isChange = version !== versions[0];
    return { tasks: [taskOf(answer.body as TaskJson, version)], gone, seq: isChange ? seq : null };
  }

  /**
   * Returns a time of deletion for a task: just after its last known change, because the answer to a DELETE has no
   * timestamp.
   */
  #afterLast(id: TaskId): Instant {
    return strictlyAfter(this.#desk.known(id)?.updatedAt ?? (0 as Instant), 0 as Instant);
  }
}

function versionOf({ headers }: Answer): Version {
  return Number(headers.get('ETag')?.replaceAll('"', '') ?? UNKNOWN_VERSION) as Version;
}

function allInvalid(steps: readonly Step[], answer: Answer): Prepared {
  return { steps: [], versions: [], refused: steps.map((step) => invalid(step, detailOf(answer))) };
}

function isCreateAt(steps: readonly Step[], [, , index]: readonly (string | number)[]): boolean {
  return typeof index === 'number' && steps[index]?.kind === 'create';
}

import { CONTENT_FIELDS, hasSameValue, type TaskContent } from '../../domain/tasks/content.ts';
import type { Api } from '../api/api.ts';
import { type ChangeJson, stateOf } from '../api/change-json.ts';
import { detailOf, settled } from '../api/problem.ts';
import type { Act, Before, Work } from './act.ts';
import type { Delivered, Desk } from './delivery.ts';
import { fieldsOf } from './merge.ts';
import type { Refused } from './refused.ts';
import { undoRequest } from './requests.ts';

/** Sends requests to undo a change of the log. The service reverts the whole operation that the change belongs to. */
export class UndoDelivery {
  readonly #api: Api;
  readonly #desk: Desk;
  readonly #seqOf: (act: string) => number | null;

  /** @param seqOf returns the `seq` in the log of the user's change with this key; null if it changed nothing */
  constructor(api: Api, desk: Desk, seqOf: (act: string) => number | null) {
    this.#api = api;
    this.#desk = desk;
    this.#seqOf = seqOf;
  }

  /** Sends the undo request. @throws SignedOut, Later or Unreachable; then the undo stays in the outbox */
  async deliver(act: Act, { target, before }: Extract<Work, { kind: 'undo' }>): Promise<Delivered | undefined> {
    const claim = { key: act.key, versions: [] };
    if (act.claim === undefined && !(await this.#desk.claim({ ...act, claim }, []))) return undefined;
    const seq = 'seq' in target ? target.seq : this.#seqOf(target.act);
    if (seq === null) return { tasks: [], gone: [], seq: null };
    const { method, path, ...sent } = undoRequest(seq, act);
    const answer = settled(await this.#api.ask(method, path, sent));
    if (answer.status >= 300) {
      const refused = before.map((each) => this.#refused(each, detailOf(answer)));
      return (await this.#desk.claim({ ...act, claim }, refused)) ? { tasks: [], gone: [], seq: null } : undefined;
    }
    const body = answer.body as ChangeJson | { readonly operation: number; readonly changes: readonly ChangeJson[] };
    const changes = 'changes' in body ? body.changes : [body];
    const states = changes.map(stateOf);
    return {
      tasks: states.flatMap(({ task }) => task ?? []),
      gone: states.filter(({ task }) => task === null),
      seq: 'changes' in body ? body.operation : body.seq,
    };
  }

  #refused({ id, task }: Before, detail: string | null): Refused {
    const now = this.#desk.known(id);
    const differing = (wanted: TaskContent, content: TaskContent) =>
      CONTENT_FIELDS.filter((field) => !hasSameValue(field, wanted, content));
    const fields = task === null || now === undefined ? [] : differing(task, now);
    return {
      ...{ id, reason: 'in-the-way', detail, title: task?.title ?? now?.title ?? '' },
      mine: task === null ? {} : fieldsOf(task, fields),
      theirs: now === undefined ? {} : fieldsOf(now, fields),
      content: task,
    };
  }
}

import type { Instant } from '../../domain/instant.ts';
import type { Api } from '../api/api.ts';
import type { Act } from '../outbox/act.ts';
import { type Delivered, Delivery, type Desk } from '../outbox/delivery.ts';
import { newId } from '../outbox/new-id.ts';
import type { Refused, StoredRefusal } from '../outbox/refused.ts';
import { UndoDelivery } from '../outbox/undo-delivery.ts';
import type { Patch, Storage } from '../replica/patch.ts';
import type { Replica } from '../replica/replica.ts';

interface Parts {
  readonly api: Api;
  readonly replica: Replica;
  readonly storage: Pick<Storage, 'claim'>;
  /** Shows a patch of the replica in this tab, stores it, and sends it to the other tabs. */
  readonly commit: (patch: Patch) => Promise<void>;
  /** Shows a patch of the replica that is stored already, and sends it to the other tabs. */
  readonly show: (patch: Patch) => void;
}

/** Sends the changes of the user to the service, one after the other. Only the leading tab of a browser sends. */
export class Outbox {
  readonly #parts: Parts;
  readonly #delivery: Delivery;
  readonly #undoDelivery: UndoDelivery;

  constructor(parts: Parts) {
    this.#parts = parts;
    const desk: Desk = {
      known: (id) => parts.replica.known(id),
      claim: (act, refused) => this.#claim(act, refused),
    };
    this.#delivery = new Delivery(parts.api, desk);
    this.#undoDelivery = new UndoDelivery(parts.api, desk, (act) => parts.replica.madeBy(act));
  }

  /**
   * Sends the oldest stored change of the user to the service, and waits for the answer.
   *
   * @returns false if no stored change is left
   * @throws SignedOut, Later or Unreachable; then the next call sends the same change again
   */
  async deliverNext(): Promise<boolean> {
    const [act] = this.#parts.replica.acts
      .filter(({ order }) => order !== undefined)
      .sort((a, b) => Number(a.order) - Number(b.order));
    if (act === undefined) return false;
    const { work } = act;
    const delivered =
      work.kind === 'undo'
        ? await this.#undoDelivery.deliver(act, work)
        : await this.#delivery.deliver(act, work.steps);
    if (delivered === undefined) this.#parts.show({ ended: [act.key] });
    else await this.#parts.commit(confirmed(act, delivered, this.#parts.replica.seq ?? 0));
    return true;
  }

  async #claim(act: Act, refused: readonly Refused[]): Promise<boolean> {
    const { storage, replica, show } = this.#parts;
    const patch = refused.length === 0 ? {} : { refusals: merged(replica.refusals.value, refused) };
    if (!(await storage.claim(act, patch))) return false;
    show({ ...patch, acts: [act] });
    return true;
  }
}

/**
 * Returns the patch that removes a confirmed change from the outbox, and stores the states of tasks from the answer.
 *
 * @param seq the last change of the log that the replica includes. If it includes the confirmed change already, the
 *   states in the answer are ignored, because they may be older than the replica: the service may have repeated an old
 *   answer
 */
function confirmed({ key }: Act, { tasks, gone, seq: made }: Delivered, seq: number): Patch {
  const states = made !== null && made <= seq ? {} : { tasks, gone };
  return { ...states, ended: [key], ...(made !== null && { made: { [key]: made } }) };
}

/**
 * Returns the refused changes to store. If a task has a stored conflict, a second one is merged into it, so that the
 * user decides only once.
 */
function merged(stored: readonly StoredRefusal[], refused: readonly Refused[]): StoredRefusal[] {
  return refused.map((each) => {
    const same = stored.find(({ id, reason }) => id === each.id && reason === each.reason && reason === 'conflict');
    const mine = { ...same?.mine, ...each.mine };
    const theirs = { ...same?.theirs, ...each.theirs };
    return { ...each, mine, theirs, key: same?.key ?? newId(), at: Date.now() as Instant };
  });
}

import type { Draft } from '../draft/draft.ts';
import { type JsonRecord, ownValue, shown } from '../json/fields.ts';
import { uuidOf } from './warrior-task.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The titles of the tasks by id, for notes on dependencies. If two tasks have the same id, the first is used. */
export class Dependencies {
  readonly #titles = new Map<string, string>();

  constructor(records: readonly JsonRecord[]) {
    for (const record of records) {
      const uuid = uuidOf(record);
      const title = ownValue(record, 'description');
      if (uuid !== null && !this.#titles.has(uuid)) this.#titles.set(uuid, typeof title === 'string' ? title : uuid);
    }
  }

  /**
   * Adds an import note for each dependency. By its version, TaskWarrior writes an array, or text that contains the
   * ids.
   */
  note(draft: Draft, record: JsonRecord): void {
    const value = ownValue(record, 'depends') ?? '';
    for (const each of Array.isArray(value) ? value : [value]) {
      const uuids = typeof each === 'string' ? each.match(UUID) : null;
      if (uuids === null && each !== '') draft.notes.add('dependency', shown(each));
      for (const uuid of uuids ?? []) {
        draft.notes.add('dependency', this.#titles.get(uuid.toLowerCase()) ?? `${uuid} is not in the file`);
      }
    }
  }
}

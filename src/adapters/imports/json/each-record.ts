import type { ImportLog } from '../draft/import-log.ts';
import { isRecord, type JsonRecord, ownValue, shown } from './fields.ts';

/**
 * Calls `read` for each object in a list, with its path such as `$.items[3]`. Logs and skips elements of other types.
 */
export function eachRecord(
  log: ImportLog,
  list: readonly unknown[],
  place: string,
  read: (record: JsonRecord, place: string) => void,
): void {
  for (const [index, value] of list.entries()) {
    if (isRecord(value)) read(value, `${place}[${index}]`);
    else log.skip(`${place}[${index}]`, `${shown(value).slice(0, 100)} is not an object`);
  }
}

/**
 * Returns the list in a field of an object; empty if the field is missing. Logs a value that is not a list as skipped.
 */
export function listIn(log: ImportLog, record: JsonRecord, name: string, place: string): readonly unknown[] {
  const value = ownValue(record, name) ?? [];
  if (Array.isArray(value)) return value;
  log.skip(`${place}.${name}`, `${shown(value).slice(0, 100)} is not a list`);
  return [];
}

/** Adds the names of an object's unknown fields to the report, except fields with the value null or ''. */
export function loseUnknown(log: ImportLog, record: JsonRecord, known: ReadonlySet<string>): void {
  log.lose(Object.keys(record).filter((name) => !known.has(name) && record[name] !== null && record[name] !== ''));
}

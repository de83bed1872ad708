import type { ImportLog } from '../draft/import-log.ts';
import { isRecord, type JsonRecord, ownValue, shown } from './fields.ts';

/** Calls `read` for each object of a list, with its place. Other elements are skipped, and the log names them. */
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

/** Returns the list in a field of an object. The log names a field that holds something else. */
export function listIn(log: ImportLog, record: JsonRecord, name: string, place: string): readonly unknown[] {
  const value = ownValue(record, name) ?? [];
  if (Array.isArray(value)) return value;
  log.skip(`${place}.${name}`, `${shown(value).slice(0, 100)} is not a list`);
  return [];
}

/** Tells the log which fields of an object the reader does not know and which hold something. */
export function loseUnknown(log: ImportLog, record: JsonRecord, known: ReadonlySet<string>): void {
  log.lose(Object.keys(record).filter((name) => !known.has(name) && record[name] !== null && record[name] !== ''));
}

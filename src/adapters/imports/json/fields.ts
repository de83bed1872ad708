import type { Notes } from '../draft/notes.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value of an object's own property; undefined for inherited ones, such as `constructor`. */
export function ownValue(record: JsonRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Returns an id as text, because some services write ids as numbers; null if the value is no id. */
export function idOf(value: unknown): string | null {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
}

/** Returns a JSON value as text for an import note. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

/**
 * The fields of a JSON object. A field of the wrong type is treated as missing, and becomes an import note with the key
 * `key`, by default the name of the field.
 */
export class Fields {
  readonly record: JsonRecord;
  readonly #notes: Notes;

  constructor(record: JsonRecord, notes: Notes) {
    this.record = record;
    this.#notes = notes;
  }

  value(name: string): unknown {
    return ownValue(this.record, name) ?? null;
  }

  /** Returns the text in a field, or '' if the field is missing. */
  text(name: string, key = name): string {
    const value = this.value(name);
    if (value === null || typeof value === 'string') return value ?? '';
    this.#notes.add(key, `${shown(value)} is not text`);
    return '';
  }

  flag(name: string, key = name): boolean {
    const value = this.value(name);
    if (value === null || typeof value === 'boolean') return value ?? false;
    this.#notes.add(key, `${shown(value)} is neither true nor false`);
    return false;
  }

  /** Returns the number in a field, or 0 if the field is missing. */
  number(name: string, key = name): number {
    const value = this.value(name);
    if (value === null || typeof value === 'number') return value ?? 0;
    this.#notes.add(key, `${shown(value)} is not a number`);
    return 0;
  }

  list(name: string, key = name): readonly unknown[] {
    const value = this.value(name);
    if (value === null || Array.isArray(value)) return value ?? [];
    this.#notes.add(key, `${shown(value)} is not a list`);
    return [];
  }

  /** Returns the texts in a field that is a list. Elements of other types become import notes. */
  texts(name: string, key = name): readonly string[] {
    return this.list(name, key).filter((value) => {
      if (typeof value === 'string') return true;
      this.#notes.add(key, `${shown(value)} is not text`);
      return false;
    }) as readonly string[];
  }

  /** Returns the objects in a field that is a list. Elements of other types become import notes. */
  records(name: string, key = name): readonly Fields[] {
    return this.list(name, key).flatMap((value) => {
      if (isRecord(value)) return [new Fields(value, this.#notes)];
      this.#notes.add(key, `${shown(value)} is not an object`);
      return [];
    });
  }

  nested(name: string, key = name): Fields | null {
    const value = this.value(name);
    if (value === null) return null;
    if (isRecord(value)) return new Fields(value, this.#notes);
    this.#notes.add(key, shown(value));
    return null;
  }
}

/** The value of `format` in the first line of an export, by which a reader recognises the file. */
export const FORMAT = 'taskport-export';

/** The version of the format. A reader refuses any other version, but fields may be added without a new version. */
export const FORMAT_VERSION = 1;

/** The first line of an export. */
export interface Header {
  readonly type: 'header';
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly exported_at: string;
  /** The release that wrote the file. */
  readonly release: string;
  /** The store and its schema, for people: a reader does not depend on it. */
  readonly schema: string;
  /** The only user in the file; null if it has all users of the store. */
  readonly user: string | null;
}

/** The last line of an export. */
export interface End {
  readonly type: 'end';
  readonly users: number;
  readonly tasks: number;
  readonly changes: number;
  /** The SHA-256 of all bytes before this line, in hexadecimal digits. */
  readonly sha256: string;
}

/** The `type` of each line between the header and the end, by the table whose row the line contains. */
export const LINE_TYPES = { counters: 'user', tasks: 'task', changes: 'change' } as const;

/** The name of the field that has a task's state, by the table whose row the line contains. */
export const STATE_NAMES = { counters: '', tasks: 'task', changes: 'before' } as const;

/** The name in the first line of an export. */
export const FORMAT = 'taskport-export';

/** The version of the format, which a reader must know: fields may be added without a new one. */
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

/** The lines between them, by the table whose rows they are. */
export const LINE_TYPES = { counters: 'user', tasks: 'task', changes: 'change' } as const;

/** The name of a row's task state in its line. */
export const STATE_NAMES = { counters: '', tasks: 'task', changes: 'before' } as const;

/** The value of `format` in the first line of an export, by which an import recognises the file. */
export const FORMAT = 'taskport-export';

/** The version of the export format. An import rejects any other version. New fields do not need a new version. */
export const FORMAT_VERSION = 1;

/** The first line of an export. */
export interface Header {
  readonly type: 'header';
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly exported_at: string;
  /** The release of Taskport that wrote the file. */
  readonly release: string;
  /** The store and its schema version, as information for people: an import ignores it. */
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
  /** The SHA-256 of all bytes of the file before this line, in hexadecimal digits. */
  readonly sha256: string;
}

/** The `type` of each line between the header and the end, by the table whose row the line contains. */
export const LINE_TYPES = { counters: 'user', tasks: 'task', changes: 'change' } as const;

/**
 * The field of a line that contains a task's state, by the line's table. For a change, that is the state before the
 * change. Lines of counters have no state.
 */
export const STATE_NAMES = { counters: '', tasks: 'task', changes: 'before' } as const;

import { FolderInUse } from '../adapters/system/folder-lock.ts';
import { NEWER_SCHEMA } from '../ports/newer-schema.ts';
import { Refusal, type RefusalReason } from '../ports/refusal.ts';

/** The exit codes of the program. Codes of 64 and more are those of sysexits (https://man.openbsd.org/sysexits.3). */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'It did what it was asked to' },
  no: { code: 1, meaning: 'The answer is no: the service is not healthy, or a promise was broken' },
  usage: { code: 64, meaning: 'The command line is wrong. The message names the command’s help' },
  data: { code: 65, meaning: 'A file is damaged, cut short, or not of a form that can be read' },
  noInput: { code: 66, meaning: 'A file to read does not exist or cannot be read' },
  unavailable: { code: 69, meaning: 'The folder, the port or the database cannot be used as configured' },
  software: { code: 70, meaning: 'A fault of the program, such as a crashed thread of the embedded store' },
  cannotCreate: { code: 73, meaning: 'A file, or data of a user, exists already and is not overwritten' },
  io: { code: 74, meaning: 'Reading or writing has failed, for example because the disk is full' },
  temporary: { code: 75, meaning: 'Another process uses the folder. Try again when it has ended' },
  noPermission: { code: 77, meaning: 'The operating system or the database does not permit it' },
  config: {
    code: 78,
    meaning: 'The configuration is wrong, and one message names every mistake; or the database is of a newer release',
  },
} as const;

export type Exit = keyof typeof EXIT_CODES;

/** The exit codes for errors by their `code`: system errors, and the error that a store has a newer schema. */
const BY_CODE: Readonly<Record<string, Exit>> = {
  EACCES: 'noPermission',
  EPERM: 'noPermission',
  EROFS: 'noPermission',
  ENOSPC: 'io',
  EDQUOT: 'io',
  EIO: 'io',
  [NEWER_SCHEMA]: 'config',
};

/** A failure of a command that the user can solve. It decides the exit code of the program. */
export class Failure extends Error {
  readonly exit: Exit;

  constructor(exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
  }
}

/** The error that the command line has a mistake, such as an unknown option. */
export class UsageError extends Failure {
  constructor(message: string) {
    super('usage', message);
  }
}

const REFUSALS: Readonly<Record<RefusalReason, Exit>> = {
  missing: 'noInput',
  invalid: 'data',
  exists: 'cannotCreate',
};

/** Returns the exit code for an error, or for the cause of the error. Defaults to `unavailable`. */
export function exitOf(error: unknown): Exit {
  if (error instanceof Failure) return error.exit;
  if (error instanceof Refusal) return REFUSALS[error.reason];
  if (error instanceof FolderInUse) return 'temporary';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const exit = typeof code === 'string' ? BY_CODE[code] : undefined;
  return exit ?? (cause instanceof Error ? exitOf(cause) : 'unavailable');
}

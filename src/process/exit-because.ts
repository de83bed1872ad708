import { WrongSetting } from '../adapters/postgres/driver/session/connect-error.ts';
import { FolderInUse } from '../adapters/system/folder-lock.ts';
import { NEWER_SCHEMA } from '../ports/newer-schema.ts';
import { EXIT_CODES, type Exit } from './exit-codes.ts';

/** Returns an error handler for problems that users can solve: it prints one line without a stack, and exits. */
export function exitBecause(problem: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    process.stderr.write(`${problem}: ${error.message}\n`);
    process.exit(EXIT_CODES[exitOf(error)].code);
  };
}

function exitOf(error: NodeJS.ErrnoException): Exit {
  if (error instanceof WrongSetting || error.code === NEWER_SCHEMA) return 'config';
  return error instanceof FolderInUse ? 'temporary' : 'unavailable';
}

import { FolderInUse } from '../adapters/system/folder-lock.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** Returns an error handler that ends a start with one line and no stack, because the user can solve the problem. */
export function exitBecause(problem: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    process.stderr.write(`${problem}: ${error.message}\n`);
    process.exit(EXIT_CODES[error instanceof FolderInUse ? 'temporary' : 'unavailable'].code);
  };
}

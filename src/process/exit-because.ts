import { FolderInUse } from '../adapters/system/folder-lock.ts';

/** Exit codes of sysexits: https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

/** Returns an error handler that exits with one line and no stack, because the user can solve the problem. */
export function exitBecause(problem: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    process.stderr.write(`${problem}: ${error.message}\n`);
    process.exit(error instanceof FolderInUse ? EX_TEMPFAIL : EX_UNAVAILABLE);
  };
}

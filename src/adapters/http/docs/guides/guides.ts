import { exampleCaller } from '../examples/example.ts';
import { credentialsGuide } from './credentials.ts';
import { filtersGuide } from './filters.ts';
import type { Guide } from './guide.ts';
import { overwriteGuide } from './overwrite.ts';
import { retryGuide } from './retry.ts';
import { syncGuide } from './sync.ts';
import { undoGuide } from './undo.ts';

/**
 * Returns the guides in the order in which `/docs` shows them.
 *
 * @param isOpen whether the service is in open mode, which needs no credentials
 */
export function guidesFor(isOpen: boolean): readonly Guide[] {
  const caller = exampleCaller(isOpen);
  return [
    credentialsGuide(caller),
    retryGuide(caller),
    overwriteGuide(caller),
    syncGuide(caller),
    undoGuide(caller),
    filtersGuide(caller),
  ];
}

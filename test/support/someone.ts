import type { WriteContext } from '../../src/ports/task-repository.ts';

/** The context of a write in tests in which the author of the write does not matter. */
export const SOMEONE: WriteContext = { author: { kind: 'open', id: null } };

import type { WriteContext } from '../../src/ports/task-repository.ts';

/** The context of a write for which a test does not care who makes it. */
export const SOMEONE: WriteContext = { author: { kind: 'open', id: null } };

import type { TimePosition } from '../../../ports/access/token-repository.ts';
import { timestamp } from '../../system/timestamp.ts';

/** A position before every row: no time is later. */
const START = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

/** Returns the parameters of a position in a list, or of its start. */
export function positionOf(after: TimePosition | undefined): readonly [at: string, id: string] {
  return after === undefined ? START : [timestamp(after.at), after.id];
}

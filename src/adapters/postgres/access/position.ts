import type { TimePosition } from '../../../ports/access/token-repository.ts';
import { timestamp } from '../../system/timestamp.ts';

/** The position before the first row of a list that is sorted newest first. No row has a later time. */
const START = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

/** Returns the SQL parameters of the position after which a page begins; the start of the list by default. */
export function positionOf(after: TimePosition | undefined): readonly [at: string, id: string] {
  return after === undefined ? START : [timestamp(after.at), after.id];
}

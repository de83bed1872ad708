import { hash } from 'node:crypto';
import type { SelectionPosition } from '../../../application/filter/find-tasks.ts';
import type { Selection } from '../../../application/filter/selection.ts';
import type { Seq } from '../../../domain/changes/change.ts';
import { taskId, type UserId } from '../../../domain/identity.ts';
import { instant } from '../../../domain/instant.ts';
import type { ListPosition } from '../../../domain/tasks/list-position.ts';
import { FieldError } from '../input/validation.ts';

/**
 * The parts of a decoded cursor: seq and time of the first page (filtered list), or creation time of the last task
 * (plain list); then the id of the last task, and a checksum.
 */
const FORM = /^(?:(?<seq>\d{1,15})\.(?<now>\d{1,15})|(?<createdAt>\d{1,15}))\.(?<id>[0-9a-f-]{36})\.[0-9a-f]{16}$/;
/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

type Position = ListPosition | SelectionPosition;

/** The list that a cursor belongs to. */
interface List {
  readonly owner: UserId;
  readonly completed?: boolean;
  readonly asOf?: Seq;
  /** The filter and the order, if the list has any. */
  readonly selection?: Selection;
}

/**
 * Returns a cursor: the position of the last task of the previous page, and a checksum over this position and the list.
 *
 * The checksum detects a cursor that was cut, edited or used for another list. It is not a signature and needs none:
 * every query is bound to the owner, so a forged cursor only reaches another position in the forger's own list.
 */
export function writeCursor({ owner, completed, asOf, selection }: List, position: Position): string {
  const place = 'seq' in position ? [position.seq, position.now] : [position.createdAt];
  const list = [owner, completed, asOf, ...place, position.id, ...(selection ? [JSON.stringify(selection)] : [])];
  const checksum = hash('sha256', list.join(' '), 'hex').slice(0, 16);
  return Buffer.from([...place, position.id, checksum].join('.')).toString('base64url');
}

/**
 * Decodes the position in a cursor. {@link belongsTo} checks that the cursor was written for the right list.
 *
 * @throws FieldError if the text is not a cursor
 */
export function parseCursor(cursor: string): { readonly cursor: string; readonly position: Position } {
  const { seq, now, createdAt, id } = FORM.exec(Buffer.from(cursor, 'base64url').toString())?.groups ?? {};
  // Anybody can write a cursor, so its parts are validated like any other input.
  const moment = (text: string) => instant(Math.min(Number(text), LAST));
  try {
    if (seq === undefined) {
      return { cursor, position: { createdAt: moment(String(createdAt)), id: taskId(String(id)) } };
    }
    return { cursor, position: { seq: Number(seq) as Seq, now: moment(String(now)), id: taskId(String(id)) } };
  } catch {
    throw invalidCursor();
  }
}

/** Returns whether a cursor was written for this list. */
export function belongsTo(list: List, { cursor, position }: ReturnType<typeof parseCursor>): boolean {
  return 'seq' in position === (list.selection !== undefined) && writeCursor(list, position) === cursor;
}

export function invalidCursor(): FieldError {
  return new FieldError('value_error', 'Value error, not a cursor of this list');
}

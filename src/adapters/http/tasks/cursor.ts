import { hash } from 'node:crypto';
import type { Seq } from '../../../domain/changes/change.ts';
import { taskId, type UserId } from '../../../domain/identity.ts';
import { instant } from '../../../domain/instant.ts';
import type { ListPosition } from '../../../domain/tasks/list-position.ts';
import { FieldError } from '../input/validation.ts';

const FORM = /^(\d{1,15})\.([0-9a-f-]{36})\.[0-9a-f]{16}$/;
/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

/** The list that a cursor belongs to. */
interface List {
  readonly owner: UserId;
  readonly completed?: boolean;
  readonly asOf?: Seq;
}

/**
 * Returns the cursor of a position in a list: the last task of the previous page, and a checksum over it and the list.
 *
 * The checksum detects a cursor that was cut, edited or used for another list. It is not a signature and needs none:
 * every query is bound to the owner, so a forged cursor only reaches another place in the forger's own list.
 */
export function writeCursor({ owner, completed, asOf }: List, { createdAt, id }: ListPosition): string {
  const checksum = hash('sha256', `${owner} ${completed} ${asOf} ${createdAt} ${id}`, 'hex').slice(0, 16);
  return Buffer.from(`${createdAt}.${id}.${checksum}`).toString('base64url');
}

/**
 * Returns a cursor with the position in it. Does not check its list: see {@link belongsTo}.
 *
 * @throws FieldError if the text is not a cursor
 */
export function parseCursor(cursor: string): { readonly cursor: string; readonly position: ListPosition } {
  const [, createdAt, id] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  try {
    // Anybody can write a cursor, so its parts are validated like any other input.
    return { cursor, position: { createdAt: instant(Math.min(Number(createdAt), LAST)), id: taskId(String(id)) } };
  } catch {
    throw invalidCursor();
  }
}

/** Returns whether a cursor is exactly one that this list has given out. */
export function belongsTo(list: List, { cursor, position }: ReturnType<typeof parseCursor>): boolean {
  return writeCursor(list, position) === cursor;
}

export function invalidCursor(): FieldError {
  return new FieldError('value_error', 'Value error, not a cursor of this list');
}

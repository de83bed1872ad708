import { hash } from 'node:crypto';
import type { Seq } from '../../../domain/changes/change.ts';
import { taskId, type UserId } from '../../../domain/identity.ts';
import { instant } from '../../../domain/instant.ts';
import type { ListPosition } from '../../../domain/tasks/list-position.ts';
import { FieldError } from '../input/validation.ts';

const FORM = /^(\d{1,15})\.([0-9a-f-]{36})\.[0-9a-f]{16}$/;
/** The last moment of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

/** The list that a cursor is a bookmark in. */
interface List {
  readonly owner: UserId;
  readonly completed?: boolean;
  readonly asOf?: Seq;
}

/**
 * A bookmark in a list: the position of the last task before it, and a checksum over that and the list.
 *
 * The checksum catches a cursor that was cut, edited or carried to another list. It is no signature, and need be none:
 * a forged cursor could only name another place in the forger's own list, as every query is bound to the owner.
 */
export function writeCursor(list: List, position: ListPosition): string {
  const { createdAt, id } = position;
  const checksum = hash('sha256', `${list.owner} ${list.completed} ${list.asOf} ${createdAt} ${id}`, 'hex').slice(
    0,
    16,
  );
  return Buffer.from(`${createdAt}.${id}.${checksum}`).toString('base64url');
}

/**
 * Reads the position out of a cursor, whatever list it may belong to.
 *
 * @throws FieldError if it is no cursor at all
 */
export function parseCursor(cursor: string): { readonly cursor: string; readonly position: ListPosition } {
  const [, createdAt, id] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  try {
    // Anybody can make a cursor: what is in it is checked like everything else that is sent.
    return { cursor, position: { createdAt: instant(Math.min(Number(createdAt), LAST)), id: taskId(String(id)) } };
  } catch {
    throw invalidCursor();
  }
}

/** Whether a cursor is this list's, to the letter. */
export function belongsTo(list: List, { cursor, position }: ReturnType<typeof parseCursor>): boolean {
  return writeCursor(list, position) === cursor;
}

export function invalidCursor(): FieldError {
  return new FieldError('value_error', 'Value error, not a cursor of this list');
}

import { hash } from 'node:crypto';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Position } from '../../../ports/task-repository.ts';

/** The list that a cursor is a bookmark in. */
interface List {
  readonly owner: UserId;
  readonly completed?: boolean;
}

/**
 * A bookmark in a list: the position of the last task before it, and a checksum over that and the list.
 *
 * The checksum catches a cursor that was cut, edited or carried to another list. It is no signature, and need be none:
 * a forged cursor could only name another place in the forger's own list, as every query is bound to the owner.
 */
export function writeCursor(list: List, position: Position): string {
  const { createdAt, id } = position;
  const checksum = hash('sha256', `${list.owner} ${list.completed} ${createdAt} ${id}`, 'hex').slice(0, 16);
  return Buffer.from(`${createdAt}.${id}.${checksum}`).toString('base64url');
}

/** The position that a cursor of this list names; undefined if it is not one, to the letter. */
export function readCursor(list: List, cursor: string): Position | undefined {
  const [createdAt, id] = Buffer.from(cursor, 'base64url').toString().split('.');
  const position = { createdAt: Number(createdAt) as Instant, id: id as TaskId };
  return writeCursor(list, position) === cursor ? position : undefined;
}

import { hash } from 'node:crypto';
import type { UserId } from '../../../domain/identity.ts';
import { instant } from '../../../domain/instant.ts';
import type { TimePosition } from '../../../ports/access/token-repository.ts';
import { parameter } from '../input/parameters.ts';
import { FieldError, fieldError } from '../input/validation.ts';

/** The lists below `/api/me`, which are ordered and paged by time. */
type ListName = 'tokens' | 'audit';

/** The parts of a decoded cursor: time and id of the last item of the previous page, and a checksum. */
const FORM = /^(?<at>\d{1,15})\.(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{16}$/;

/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

/** The query parameter `cursor`. {@link positionIn} checks that the cursor was made for the requested list. */
export const CursorParameter = parameter(parse, {
  type: 'string',
  pattern: '^[0-9A-Za-z_-]+$',
  description: 'The beginning of this page. Copy it from the `Link` of the page before.',
});

interface Cursor {
  readonly text: string;
  readonly position: TimePosition;
}

/** @throws FieldError if the text is not a cursor */
function parse(text: string): Cursor {
  const { at, id } = FORM.exec(Buffer.from(text, 'base64url').toString())?.groups ?? {};
  if (at === undefined || id === undefined) throw notOfThisList();
  return { text, position: { at: instant(Math.min(Number(at), LAST)), id } };
}

/** Returns a cursor with a checksum, which detects a cursor that is truncated, edited or made for another list. */
function write(list: ListName, user: UserId, { at, id }: TimePosition): string {
  const checksum = hash('sha256', [list, user, at, id].join(' '), 'hex').slice(0, 16);
  return Buffer.from([at, id, checksum].join('.')).toString('base64url');
}

/**
 * Returns the position in a cursor; undefined without a cursor.
 *
 * @throws HttpError `validation_failed` if the cursor was made for another list or user
 */
export function positionIn(list: ListName, user: UserId, cursor: Cursor | undefined): TimePosition | undefined {
  if (cursor === undefined) return undefined;
  if (write(list, user, cursor.position) === cursor.text) return cursor.position;
  throw fieldError(['query', 'cursor'], notOfThisList());
}

/** Returns a `Link` header to the next page, if there is a next page. */
export function linkTo(
  list: ListName,
  user: UserId,
  next: TimePosition | undefined,
  limit: number,
): { readonly Link?: string } {
  if (next === undefined) return {};
  const query = new URLSearchParams({ limit: String(limit), cursor: write(list, user, next) });
  return { Link: `</api/me/${list}?${query}>; rel="next"` };
}

function notOfThisList(): FieldError {
  return new FieldError('value_error', 'Value error, not a cursor of this list');
}

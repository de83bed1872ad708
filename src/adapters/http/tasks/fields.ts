import * as v from 'valibot';
import type { Seq } from '../../../domain/change.ts';
import { DESCRIPTION_MAX_LENGTH, description } from '../../../domain/description.ts';
import { taskId, userId } from '../../../domain/identity.ts';
import { TITLE_MAX_LENGTH, title } from '../../../domain/title.ts';
import { HttpError } from '../problem.ts';
import { parsed, Refusal } from '../validation.ts';
import { parseCursor } from './cursor.ts';

// What requests are made of. The form is decided here; what it means, by the domain.

const UUID = { type: 'string', format: 'uuid' };

export const UserIdField = parsed(v.string(), userId, UUID);

export const TaskIdField = parsed(v.string(), taskId, UUID);

export const TitleField = parsed(v.string(), title, {
  description: 'Not blank. Kept exactly as sent.',
  type: 'string',
  minLength: 1,
  maxLength: TITLE_MAX_LENGTH,
});

export const DescriptionField = parsed(v.string(), description, { type: 'string', maxLength: DESCRIPTION_MAX_LENGTH });

/** A query parameter: text, given once. */
function parameter<T>(parse: (text: string) => T, jsonSchema: Readonly<Record<string, unknown>>) {
  const once = (value: unknown) => {
    if (typeof value !== 'string') throw new Refusal('value_error', 'Value error, should be given only once');
    return parse(value);
  };
  return parsed(v.unknown(), once, jsonSchema);
}

export function integerParameter(minimum: number, maximum: number, fallback: number) {
  const jsonSchema = { type: 'integer', minimum, maximum, default: fallback };
  return v.optional(
    parameter((text) => integer(text, minimum, maximum), jsonSchema),
    String(fallback),
  );
}

export function requiredInteger(minimum: number) {
  return parsed(v.string(), (text) => integer(text, minimum, Number.MAX_SAFE_INTEGER), { type: 'integer', minimum });
}

function integer(text: string, minimum: number, maximum: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Refusal('int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
  }
  const number = Number(text);
  if (number < minimum) {
    throw new Refusal('greater_than_equal', `Input should be greater than or equal to ${minimum}`);
  }
  if (number > maximum) throw new Refusal('less_than_equal', `Input should be less than or equal to ${maximum}`);
  return number;
}

/** A number of the log; before its first change unless it says otherwise. */
export const SeqParameter = v.pipe(integerParameter(0, Number.MAX_SAFE_INTEGER, 0), v.transform(toSeq));

/** A number of the log, to read as of; now, where it is absent. */
export const AsOfParameter = parameter((text) => toSeq(integer(text, 0, Number.MAX_SAFE_INTEGER)), {
  type: 'integer',
  minimum: 0,
  description: 'Read what there was right after the change of this number.',
});

/** The last event that a client has seen, or none, if it is empty (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
function lastEventId(text: string): Seq | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new HttpError('bad_request', { detail: 'Last-Event-ID is not one of this log' });
  return toSeq(Number(text));
}

const LAST_EVENT_ID = { type: 'integer', description: 'Go on after this event, in a stream of events.' };

/** @throws HttpError `bad_request` */
export const LastEventIdHeader = parsed(v.string(), lastEventId, LAST_EVENT_ID);

/** The same, as clients send it that cannot set a header. */
export const LastEventIdParameter = v.exactOptional(
  parameter((text) => (text === '' ? undefined : toSeq(integer(text, 0, Number.MAX_SAFE_INTEGER))), LAST_EVENT_ID),
);

function toSeq(number: number): Seq {
  return number as Seq;
}

export const BooleanParameter = parameter(
  (text) => {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
    throw new Refusal('bool_parsing', 'Input should be a valid boolean, unable to interpret input');
  },
  { type: 'boolean' },
);

export const CursorParameter = parameter(parseCursor, { type: 'string', description: 'From `Link`, as it is.' });

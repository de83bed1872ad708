import * as v from 'valibot';
import type { Seq } from '../../../domain/changes/change.ts';
import { taskId, userId } from '../../../domain/identity.ts';
import { UUID_PATTERN } from '../docs/patterns.ts';
import { FieldError, parseWith } from '../input/validation.ts';
import { HttpError } from '../problem/problem.ts';
import { parseCursor } from './cursor.ts';

// What requests are made of. The form is decided here; what it means, by the domain.

const UUID = { type: 'string', format: 'uuid', pattern: UUID_PATTERN };

export const UserIdField = parseWith(v.string(), userId, {
  ...UUID,
  description: 'The user whose tasks these are: any UUID, in upper or lower case.',
  examples: ['3fa85f64-5717-4562-b3fc-2c963f66afa6'],
});

export const TaskIdField = parseWith(v.string(), taskId, {
  ...UUID,
  description: 'The id of the task: any UUID, in upper or lower case.',
  examples: ['01a206d1-ff9a-748f-a961-0e25da91ff65'],
});

/** A query parameter: text, given once. */
function parameter<T>(parse: (text: string) => T, jsonSchema: Readonly<Record<string, unknown>>) {
  const once = (value: unknown) => {
    if (typeof value !== 'string') throw new FieldError('value_error', 'Value error, should be given only once');
    return parse(value);
  };
  return parseWith(v.unknown(), once, jsonSchema);
}

export function integerParameter(minimum: number, maximum: number, fallback: number, description: string) {
  const jsonSchema = { type: 'integer', minimum, maximum, default: fallback, description };
  return v.optional(
    parameter((text) => integer(text, minimum, maximum), jsonSchema),
    String(fallback),
  );
}

export function requiredInteger(minimum: number, description: string) {
  const maximum = Number.MAX_SAFE_INTEGER;
  const jsonSchema = { type: 'integer', minimum, maximum, description, examples: [minimum] };
  return parseWith(v.string(), (text) => integer(text, minimum, maximum), jsonSchema);
}

function integer(text: string, minimum: number, maximum: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new FieldError('int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
  }
  const number = Number(text);
  if (number < minimum) {
    throw new FieldError('greater_than_equal', `Input should be greater than or equal to ${minimum}`);
  }
  if (number > maximum) throw new FieldError('less_than_equal', `Input should be less than or equal to ${maximum}`);
  return number;
}

/** A number of the log; before its first change unless it says otherwise. */
export const SeqParameter = v.pipe(
  integerParameter(0, Number.MAX_SAFE_INTEGER, 0, 'The number of the change to begin after.'),
  v.transform(toSeq),
);

/** A number of the log, to read as of; now, where it is absent. */
export const AsOfParameter = parameter((text) => toSeq(integer(text, 0, Number.MAX_SAFE_INTEGER)), {
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Read the state right after the change of this number; 0 is before the first change.',
  examples: [4],
});

/** The last event that a client has seen, or none, if it is empty (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function lastEventId(text: string): Seq | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new HttpError('bad_request', { detail: 'Last-Event-ID is not one of this log' });
  return toSeq(Number(text));
}

const LAST_EVENT_ID = {
  type: 'string',
  pattern: '^[0-9]{0,15}$',
  description: 'In a stream of events, go on after this event and not after `since`. An empty value means none.',
  examples: ['4'],
};

/** @throws HttpError `bad_request` */
export const LastEventIdHeader = parseWith(v.string(), lastEventId, LAST_EVENT_ID);

/** The same, as clients send it that cannot set a header. It is read only where the answer is a stream. */
export const LastEventIdParameter = v.exactOptional(parameter((text) => text, LAST_EVENT_ID));

function toSeq(number: number): Seq {
  return number as Seq;
}

export const BooleanParameter = parameter(
  (text) => {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
    throw new FieldError('bool_parsing', 'Input should be a valid boolean, unable to interpret input');
  },
  {
    type: 'boolean',
    description:
      'Only tasks that are completed, or only those that are not. `1`, `yes`, `on`, `0`, `no` and `off` work too.',
    examples: [true],
  },
);

export const CursorParameter = parameter(parseCursor, {
  type: 'string',
  pattern: '^[0-9A-Za-z_-]+$',
  description: 'The beginning of this page. Copy it from the `Link` of the page before.',
});

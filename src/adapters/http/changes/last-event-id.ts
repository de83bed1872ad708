import * as v from 'valibot';
import type { Seq } from '../../../domain/changes/change.ts';
import { parameter } from '../input/parameters.ts';
import { parseWith } from '../input/validation.ts';
import { HttpError } from '../problem/problem.ts';

// See https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header.
const LAST_EVENT_ID = {
  type: 'string',
  pattern: '^[0-9]{0,15}$',
  description: 'In a stream of events, continue after this event instead of `since`. An empty value means none.',
  examples: ['4'],
};

/** The header that `EventSource` sends when it reconnects. */
export const LastEventIdHeader = v.exactOptional(parseWith(v.string(), parseLastEventId, LAST_EVENT_ID));

/** `Last-Event-ID` as a query parameter, for clients that cannot set headers. Only a stream parses the text. */
export const LastEventIdParameter = v.exactOptional(parameter((text) => text, LAST_EVENT_ID));

/**
 * Returns the seq of the last event that a client has received, or undefined if the text is empty.
 *
 * @throws HttpError `bad_request` if the text is not a seq
 */
export function parseLastEventId(text: string): Seq | undefined {
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text) as Seq;
  throw new HttpError('bad_request', { detail: 'Last-Event-ID must be the id of an event of this log' });
}

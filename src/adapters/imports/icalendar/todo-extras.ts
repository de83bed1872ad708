import type { Draft } from '../draft/draft.ts';
import { type Component, first } from './components.ts';
import { type Property, unescapeText } from './content-line.ts';

/** The properties that the import reads or deliberately ignores. The report lists the names of all other properties. */
export const KNOWN_PROPERTIES: ReadonlySet<string> = new Set(
  (
    'UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE ORGANIZER TRANSP REQUEST-STATUS SUMMARY DESCRIPTION COMMENT CATEGORIES ' +
    'PRIORITY STATUS PERCENT-COMPLETE COMPLETED DTSTART DUE DURATION RELATED-TO RRULE RDATE EXDATE EXRULE ' +
    'RECURRENCE-ID LOCATION GEO URL ATTACH ATTENDEE CONTACT RESOURCES COLOR CLASS X-PINNED X-ALT-DESC ' +
    'X-APPLE-SORT-ORDER X-MOZ-GENERATION X-MOZ-LASTACK X-OC-HIDESUBTASKS X-OC-HIDECOMPLETEDSUBTASKS'
  ).split(' '),
);

/** The properties whose values become import notes: the key of the note, and a function that returns its text. */
const NOTES: ReadonlyMap<string, readonly [key: string, text: (property: Property) => string]> = new Map([
  ['RRULE', ['recurrence', ({ value }) => value]],
  ['RDATE', ['recurrence', ({ value }) => `RDATE ${value}`]],
  ['EXDATE', ['recurrence', ({ value }) => `EXDATE ${value}`]],
  ['EXRULE', ['recurrence', ({ value }) => `EXRULE ${value}`]],
  ['RECURRENCE-ID', ['recurrence', ({ value }) => `instance of ${value}`]],
  ['LOCATION', ['location', ({ value }) => unescapeText(value)]],
  ['GEO', ['location', ({ value }) => value]],
  ['URL', ['link', ({ value }) => value]],
  ['ATTACH', ['attachment', attachmentText]],
  ['ATTENDEE', ['assignee', ({ parameters, value }) => parameters.get('CN') || value]],
  ['CONTACT', ['contact', ({ value }) => unescapeText(value)]],
  ['RESOURCES', ['resources', ({ value }) => unescapeText(value)]],
  ['COLOR', ['color', ({ value }) => value]],
  ['CLASS', ['class', ({ value }) => (value.trim().toUpperCase() === 'PUBLIC' ? '' : value)]],
  ['X-PINNED', ['favorite', ({ value }) => (value.trim().toLowerCase() === 'false' ? '' : value)]],
]);

/** Adds the properties of a VTODO for which a task has no field to its import notes. */
export function readExtras(draft: Draft, todo: Component): void {
  for (const property of todo.properties) {
    const [key, text] = NOTES.get(property.name) ?? [];
    if (key !== undefined && text !== undefined && text(property).trim() !== '') draft.notes.add(key, text(property));
  }
  for (const child of todo.children) if (child.name === 'VALARM') noteAlarm(draft, child);
  for (const line of todo.broken) draft.notes.add('property', `line ${line} is not a property`);
  for (const line of todo.guessed)
    draft.notes.add('encoding', `line ${line} is not UTF-8, it was read as Windows-1252`);
}

/** The placeholder time that Apple writes into an alarm without a time. */
const NEVER = '19760401T005545Z';

/**
 * Adds an import note on an alarm, which rings at a time or, by an extension of Apple, at a location. The action NONE
 * means that there is no alarm.
 */
function noteAlarm(draft: Draft, alarm: Component): void {
  if (first(alarm, 'ACTION')?.value.trim().toUpperCase() === 'NONE') return;
  const proximity = first(alarm, 'X-APPLE-PROXIMITY')?.value.trim() ?? '';
  const place = first(alarm, 'X-APPLE-STRUCTURED-LOCATION')?.parameters.get('X-TITLE') ?? '';
  const trigger = first(alarm, 'TRIGGER')?.value.trim() || 'without a trigger';
  if (proximity === '' && trigger === NEVER) return;
  draft.notes.add('reminder', proximity === '' ? trigger : `${proximity} ${place}`.trim());
}

/** Returns the name and the address of an attached file. The bytes of a file inside the calendar are not imported. */
function attachmentText({ parameters, value }: Property): string {
  const name = parameters.get('FILENAME') ?? parameters.get('X-FILENAME') ?? parameters.get('X-LABEL') ?? '';
  const isBinary = parameters.get('VALUE')?.toUpperCase() === 'BINARY' || parameters.has('ENCODING');
  return `${name} ${isBinary ? '' : value}`.trim() || 'a file inside the calendar';
}

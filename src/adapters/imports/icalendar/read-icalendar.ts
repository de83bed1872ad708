import { ImportLog } from '../draft/import-log.ts';
import { DraftIndex } from '../draft/parents.ts';
import type { ImportedFile } from '../imported-file.ts';
import { utf8Bytes } from '../text/decode.ts';
import { UnreadableExport } from '../unreadable-export.ts';
import { CalendarDates } from './calendar-dates.ts';
import { type Component, every, first, readComponents } from './components.ts';
import { unescapeText } from './content-line.ts';
import { readRelations } from './relations.ts';
import { readTodo } from './todo.ts';
import { KNOWN_PROPERTIES, readExtras } from './todo-extras.ts';

/**
 * Reads the tasks (VTODO) of an iCalendar file (RFC 5545), which may contain several calendars.
 *
 * @throws UnreadableExport if the file is cut short, or is not iCalendar 2.0
 */
export function readICalendar(bytes: Uint8Array): ImportedFile {
  const log = new ImportLog();
  log.say('Ids, positions, organizers, and times of creation and of change are gone.');
  const index = new DraftIndex();
  const relations: (() => void)[] = [];
  for (const calendar of readComponents(utf8Bytes(bytes), log)) {
    checkVersion(calendar);
    const dates = new CalendarDates(calendar);
    const list = nameOf(calendar);
    for (const todo of todosIn(calendar, log)) {
      const draft = log.draft(`line ${todo.line}`);
      draft.list = list;
      readTodo(draft, todo, dates);
      readExtras(draft, todo);
      log.lose(todo.properties.map(({ name }) => name).filter((name) => !KNOWN_PROPERTIES.has(name)));
      index.add(first(todo, 'UID')?.value.trim() || null, draft);
      relations.push(() => readRelations(draft, todo, index));
    }
  }
  for (const read of relations) read();
  return log.seal('icalendar');
}

function checkVersion(calendar: Component): void {
  const versions = every(calendar, 'VERSION').map(({ value }) => value.trim());
  if (!versions.includes('1.0') || versions.includes('2.0')) return;
  const advice = 'Export the calendar as iCalendar 2.0.';
  throw new UnreadableExport('The file is vCalendar 1.0, which is not read', `line ${calendar.line}`, advice);
}

function nameOf(calendar: Component): string | null {
  const names = ['X-WR-CALNAME', 'NAME'].flatMap((name) => every(calendar, name));
  const found = names.find(({ value }) => value.trim() !== '');
  return found === undefined ? null : unescapeText(found.value);
}

/** Returns all tasks (VTODO) inside a component, at any depth. */
function todosIn(component: Component, log: ImportLog): readonly Component[] {
  if (component.name !== 'VTODO') for (const line of component.broken) log.skip(`line ${line}`, 'not a property');
  return component.children.flatMap((child) => {
    if (child.name === 'VEVENT' || child.name === 'VJOURNAL') log.say('Events and journal entries are not imported.');
    const inside = todosIn(child, log);
    return child.name === 'VTODO' ? [child, ...inside] : inside;
  });
}

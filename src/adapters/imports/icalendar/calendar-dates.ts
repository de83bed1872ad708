import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { readBasic, readIso, type WrittenDate } from '../dates/written-date.ts';
import { zoneNamed } from '../dates/zone-names.ts';
import { dateOf } from '../draft/date-fields.ts';
import type { Notes } from '../draft/notes.ts';
import { type Component, first } from './components.ts';
import type { Property } from './content-line.ts';
import { ZoneRules } from './zone-rules.ts';

/**
 * The date of an iCalendar property. `zone` is an IANA zone; null for a date with an offset, a floating time, or a day.
 */
export interface CalendarDate {
  readonly date: WrittenDate;
  readonly zone: string | null;
}

/** Reads the dates in an iCalendar calendar, by the time zones (VTIMEZONE) that the calendar defines. */
export class CalendarDates {
  readonly #rules = new Map<string, ZoneRules>();

  constructor(calendar: Component) {
    for (const part of calendar.children) {
      const name = part.name === 'VTIMEZONE' ? first(part, 'TZID')?.value : undefined;
      const rules = name === undefined || zoneNamed(name) !== null ? null : ZoneRules.of(part);
      if (name !== undefined && rules !== null) this.#rules.set(name, rules);
    }
  }

  /**
   * Reads a property's date. Returns null if the date does not exist. Adds an import note if the time zone is unknown.
   */
  read(property: Property, notes: Notes): CalendarDate | null {
    const text = property.value.trim();
    const date = readBasic(text) ?? readIso(text);
    const name = property.parameters.get('TZID') ?? '';
    if (date === null || date.time === null || name === '') return date === null ? null : { date, zone: null };
    const zone = zoneNamed(name);
    if (zone !== null) return { date, zone };
    const rules = this.#rules.get(name);
    notes.addOnce('zone', rules === undefined ? `${name} is not known, its times are floating` : name);
    if (rules === undefined || date.offset !== null) return { date, zone: null };
    return { date: { ...date, offset: rules.offsetAt(Date.parse(`${date.day}T${date.time}Z`)) }, zone: null };
  }

  /** Reads a property as a start or due date. If the date does not exist, adds an import note and returns null. */
  taskDate(property: Property | null, notes: Notes): TaskDate | null {
    if (property === null || property.value.trim() === '') return null;
    const read = this.read(property, notes);
    return dateOf(notes, `${property.name} ${property.value}`, read?.date ?? null, read?.zone ?? null);
  }
}

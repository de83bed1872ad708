import type { DateValue, Filter } from '../../../src/domain/filter/filter.ts';

/** Returns a text that the parser turns into this filter. */
export function print(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.map(inParentheses).join(` ${filter.kind} `);
    case 'not':
      return `not ${inParentheses(filter.filter)}`;
    case 'completed':
    case 'overdue':
      return filter.kind;
    case 'some':
      return `${filter.field} is some`;
    case 'words':
      return `${filter.field}:${quoted(filter.words.join(' '))}`;
    case 'priority':
      return comparison(filter.field, filter.op, filter.values);
    case 'name':
      return comparison(filter.field, '=', filter.values.map(quoted));
    case 'text':
      return comparison(filter.field, filter.op, filter.values.map(quoted));
    case 'date':
      return comparison(filter.field, filter.op, filter.values.map(printDate));
  }
}

function inParentheses(filter: Filter): string {
  return filter.kind === 'and' || filter.kind === 'or' ? `(${print(filter)})` : print(filter);
}

function comparison(field: string, op: string, values: readonly string[]): string {
  return values.length === 1 ? `${field} ${op} ${values[0]}` : `${field} in (${values.join(', ')})`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function printDate(value: DateValue): string {
  switch (value.kind) {
    case 'day':
      return isoDay(value.day);
    case 'floating':
      return `${isoDay(value.day)}T${new Date(value.time).toISOString().slice(11, 23)}`;
    case 'instant':
      return new Date(value.instant).toISOString();
    case 'today':
      return `today${signed(value.days)}d`;
    case 'now':
      return `now${signed(value.milliseconds / 60_000)}m`;
  }
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function signed(number: number): string {
  return number < 0 ? `${number}` : `+${number}`;
}

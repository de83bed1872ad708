import { fold } from '../../fold.ts';
import { PRIORITIES, type Priority } from '../../tasks/priority.ts';
import type { DateField, DateValue, Filter, NameField, Order, TextField, WordsField } from '../filter.ts';
import type { InvalidFilter } from '../invalid-filter.ts';
import { wordsOf } from '../words.ts';
import { dateValue } from './date-value.ts';
import type { Token } from './tokens.ts';

/** A field of the filter language: its operators, and a function that makes a filter of an operator and values. */
export interface Field {
  readonly operators: readonly string[];
  /** @throws InvalidFilter if a value is not valid for the field */
  readonly term: (operands: Operands) => Filter;
  /** Advice for a filter such as `priority is none`, if the field has no operator `is`; by the word after `is`. */
  readonly insteadOfIs?: ReadonlyMap<string, string>;
}

/** An operator and its values. The parser has already replaced `!=`, `in` and `is` by other terms. */
export interface Operands {
  readonly op: Order | ':';
  /** Words and quoted texts: one, or several alternatives if `op` is `=`. */
  readonly values: readonly Token[];
  /** The field and operator as written, such as `due <`, for error messages. */
  readonly after: string;
  readonly error: (problem: string, token: Token) => InvalidFilter;
}

const ORDERS = ['=', '!=', '<', '<=', '>', '>=', 'in'];
/** The words that must be quoted to be a text or a name in a filter. */
const KEYWORDS = ['and', 'or', 'not', 'in', 'is', 'none', 'some', 'overdue', 'true', 'false'];

const INSTEAD_OF_PRIORITY_IS = new Map([
  ['none', 'priority = none'],
  ['some', 'priority != none'],
]);

export const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['completed', { operators: ['=', '!='], term: completed }],
  ['priority', { operators: ORDERS, term: priority, insteadOfIs: INSTEAD_OF_PRIORITY_IS }],
  ['tag', nameField('tag')],
  ['list', nameField('list')],
  ['title', textField('title')],
  ['description', textField('description')],
  ['text', { operators: [':'], term: (operands) => words('text', operands) }],
  ['start', dateField('start')],
  ['due', dateField('due')],
  ['created_at', dateField('created_at')],
  ['updated_at', dateField('updated_at')],
  ['completed_at', dateField('completed_at')],
]);

function nameField(field: NameField): Field {
  const term = (operands: Operands): Filter => ({ kind: 'name', field, values: texts(operands).map(fold) });
  return { operators: ['=', '!=', 'in', 'is'], term };
}

function textField(field: TextField): Field {
  const term = (operands: Operands): Filter => {
    const { op } = operands;
    return op === ':' ? words(field, operands) : { kind: 'text', field, op, values: texts(operands).map(fold) };
  };
  return { operators: [...ORDERS, 'is', ':'], term };
}

function dateField(field: DateField): Field {
  const term = (operands: Operands): Filter => ({
    kind: 'date',
    field,
    op: operands.op as Order,
    values: operands.values.map((token) => date(token, operands)),
  });
  return { operators: [...ORDERS, 'is'], term };
}

function completed({ values, after, error }: Operands): Filter {
  const [token] = values as [Token];
  if (token.text !== 'true' && token.text !== 'false') throw error(`expected true or false after "${after}"`, token);
  return token.text === 'true' ? { kind: 'completed' } : { kind: 'not', filter: { kind: 'completed' } };
}

function priority({ op, values, after, error }: Operands): Filter {
  const found = values.map((token): Priority => {
    const value = PRIORITIES.find((each) => each === token.text);
    if (value === undefined) throw error(`expected a priority after "${after}": ${PRIORITIES.join(', ')}`, token);
    return value;
  });
  return { kind: 'priority', field: 'priority', op: op as Order, values: found };
}

function words(field: WordsField, operands: Operands): Filter {
  return { kind: 'words', field, words: texts(operands).flatMap(wordsOf) };
}

/** Returns the values of a text field. Refuses a keyword without quotes. */
function texts({ values, after, error }: Operands): string[] {
  return values.map((token) => {
    if (token.kind === 'quoted' || !KEYWORDS.includes(token.text)) return token.text;
    throw error(`expected a value after "${after}", in quotes if it is "${token.text}"`, token);
  });
}

function date(token: Token, { after, error }: Operands): DateValue {
  const value = dateValue(token.text, after);
  if (typeof value === 'string') throw error(value, token);
  return value;
}

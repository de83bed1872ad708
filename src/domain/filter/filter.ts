import type { Priority } from '../tasks/priority.ts';
import type { Day } from '../time/day.ts';

/**
 * A condition on tasks: a syntax tree as plain data. The parser builds it from a text in this grammar (EBNF):
 *
 *     filter   = and { "or" and }
 *     and      = term { "and" term }
 *     term     = "not" term | "(" filter ")" | "overdue" | "completed"
 *              | field operator value | field "in" "(" value { "," value } ")" | field "is" ( "none" | "some" )
 *     operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
 *     value    = word | quoted text | "true" | "false" | day | time | "today" [ ±Nd ] | "now" [ ±Nh | ±Nm | ±Nd ]
 *
 * The tree has fewer node kinds than the grammar. `a != b` is parsed as `not a = b`, `a is none` as `not a is some`,
 * and `completed = false` as `not completed`; `in` becomes `=` with several values. Names and texts in the tree are
 * folded: without case, accents and width.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'completed' }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'some'; readonly field: OptionalField }
  | Comparison<'priority', 'priority', Priority>
  | Comparison<'text', TextField, string>
  | Comparison<'date', DateField, DateValue>
  /** The task has one of these tags, or is on one of these lists. */
  | { readonly kind: 'name'; readonly field: NameField; readonly values: readonly string[] }
  /** The task has all these words in a field. */
  | { readonly kind: 'words'; readonly field: WordsField; readonly words: readonly string[] };

interface Comparison<Kind, Field, Value> {
  readonly kind: Kind;
  readonly field: Field;
  readonly op: Order;
  /** One value. The operator `=` may have several, of which the field must equal one. */
  readonly values: readonly Value[];
}

export type Order = '=' | '<' | '<=' | '>' | '>=';

export type TextField = 'title' | 'description';
export type NameField = 'tag' | 'list';
export type DateField = 'start' | 'due' | 'created_at' | 'updated_at' | 'completed_at';
export type OptionalField = TextField | NameField | DateField;
/** The fields in which words are searched. `text` is title and description; `any` is these, tags and list. */
export type WordsField = TextField | 'text' | 'any';

export type DateValue =
  | { readonly kind: 'day'; readonly day: Day }
  /** A time in the zone of the request, in milliseconds after midnight. */
  | { readonly kind: 'floating'; readonly day: Day; readonly time: number }
  /** An instant, in milliseconds since 1970. */
  | { readonly kind: 'instant'; readonly instant: number }
  | { readonly kind: 'today'; readonly days: number }
  | { readonly kind: 'now'; readonly milliseconds: number };

/** The property of a task that each date field of the filter language names. */
export const DATE_PROPERTIES = {
  start: 'start',
  due: 'due',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  completed_at: 'completedAt',
} as const;

/** Returns a filter that matches if all of `filters` match; undefined if `filters` is empty. */
export function allOf(filters: readonly Filter[]): Filter | undefined {
  return filters.length > 1 ? { kind: 'and', filters } : filters[0];
}

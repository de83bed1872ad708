import * as v from 'valibot';
import type { Seq } from '../../../domain/changes/change.ts';
import { FieldError, parseWith } from './validation.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a query parameter, which may be given only once. */
export function parameter<T>(parse: (text: string) => T, jsonSchema: JsonSchema) {
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

export function booleanParameter(description: string) {
  return parameter(boolean, { type: 'boolean', description, examples: [true] });
}

/** The seq to read after: 0, which is before the first change, unless given. */
export const SinceParameter = v.pipe(
  integerParameter(0, Number.MAX_SAFE_INTEGER, 0, 'Only changes after the one with this `seq`.'),
  v.transform((number) => number as Seq),
);

export const AsOfParameter = parameter((text) => seq(text, 0), {
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Read the state right after the change with this `seq`; 0 is before the first change.',
  examples: [4],
});

/** The seq of a change, in a path. */
export const SeqField = parseWith(v.string(), (text) => seq(text, 1), {
  type: 'integer',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The `seq` of the change.',
  examples: [1],
});

function seq(text: string, minimum: number): Seq {
  return integer(text, minimum, Number.MAX_SAFE_INTEGER) as Seq;
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

function boolean(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new FieldError('bool_parsing', 'Input should be a valid boolean, unable to interpret input');
}

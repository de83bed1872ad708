import * as v from 'valibot';
import type { Seq } from '../../../domain/changes/change.ts';
import { InvalidValue } from '../../../domain/errors.ts';
import { FieldError, parseWith } from './validation.ts';

/** The maximum number of values that one request may give for a repeatable query parameter. */
const MAX_REPEATED = 50;

type JsonSchema = Readonly<Record<string, unknown>>;

/** Returns the schema of a query parameter that may be given only once. */
export function parameter<T>(parse: (text: string) => T, jsonSchema: JsonSchema) {
  const once = (value: unknown) => {
    if (typeof value !== 'string') throw new FieldError('value_error', 'Value error, should be given only once');
    return parse(value);
  };
  return parseWith(v.unknown(), once, jsonSchema);
}

/** Returns the schema of a query parameter that may be given several times. */
export function repeatedParameter<T>(parse: (text: string) => T, items: JsonSchema) {
  const { description, examples, ...rest } = items;
  const each = (value: unknown) => {
    const texts = [value].flat();
    if (texts.length > MAX_REPEATED) throw new InvalidValue('too_many', MAX_REPEATED);
    return texts.map((text) => parse(String(text)));
  };
  return parseWith(v.unknown(), each, { type: 'array', items: rest, maxItems: MAX_REPEATED, description, examples });
}

export function integerParameter(minimum: number, maximum: number, fallback: number, description: string) {
  const jsonSchema = { type: 'integer', minimum, maximum, default: fallback, description };
  return v.optional(
    parameter((text) => integer(text, minimum, maximum), jsonSchema),
    String(fallback),
  );
}

/** Returns the schema of a required integer parameter. */
export function requiredInteger(minimum: number, maximum: number, description: string) {
  return parameter((text) => integer(text, minimum, maximum), { type: 'integer', minimum, maximum, description });
}

export function booleanParameter(description: string) {
  return parameter(boolean, { type: 'boolean', description, examples: [true] });
}

/** The parameter `since`: the `seq` of the change to read after. The default, 0, is before the first change. */
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

/** The `seq` of a change, as a path parameter. */
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

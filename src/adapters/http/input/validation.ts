import * as v from 'valibot';
import { InvalidValue, type Rule } from '../../../domain/errors.ts';
import { InvalidFilter } from '../../../domain/filter/invalid-filter.ts';
import { PRIORITIES } from '../../../domain/tasks/priority.ts';
import { HttpError, type Issue } from '../problem/problem.ts';

/** The error for an invalid value, thrown by a parser that is passed to {@link parseWith}. */
export class FieldError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export const MISSING = new FieldError('missing', 'Field required');

export const NOT_AN_OBJECT = new FieldError(
  'model_attributes_type',
  'Input should be a valid dictionary or object to extract fields from',
);

// Types and messages are those of FastAPI's errors: https://docs.pydantic.dev/latest/errors/validation_errors/

/** The error for a value of the wrong type, by the type of the Valibot schema that rejected the value. */
const WRONG_TYPE: Readonly<Record<string, FieldError>> = {
  string: new FieldError('string_type', 'Input should be a valid string'),
  boolean: new FieldError('bool_type', 'Input should be a valid boolean'),
  object: NOT_AN_OBJECT,
  array: new FieldError('list_type', 'Input should be a valid list'),
};

const TOO_FEW = (min: number) => new FieldError('too_short', `List should have at least ${min} item`);

const RULES = {
  not_a_uuid: () => new FieldError('uuid_parsing', 'Input should be a valid UUID'),
  empty: () => new FieldError('string_too_short', 'String should have at least 1 character'),
  blank: () => new FieldError('value_error', 'Value error, should not be blank'),
  too_long: (limit) => new FieldError('string_too_long', `String should have at most ${limit} characters`),
  too_many: (limit) => new FieldError('too_long', `List should have at most ${limit} items`),
  control_character: () => new FieldError('value_error', 'Value error, should have no control characters'),
  repeated: () => new FieldError('value_error', 'Value error, is given twice'),
  not_a_priority: () => new FieldError('enum', `Input should be ${oneOf(PRIORITIES)}`),
  not_a_date: () =>
    new FieldError(
      'datetime_parsing',
      'Input should be a day of the calendar such as 2026-03-29, or a time such as 2026-03-29T14:30 or ' +
        '2026-03-29T14:30[Europe/Berlin], without fractions of a second',
    ),
  zone_required: () =>
    new FieldError(
      'zone_required',
      'Input should name a time zone, not an offset: 2026-03-29T14:30[Europe/Berlin], or 2026-03-29T14:30Z for UTC',
    ),
  unknown_zone: () =>
    new FieldError('unknown_zone', 'Input should name a time zone of the IANA database, such as Europe/Berlin'),
  past: () => new FieldError('datetime_future', 'Input should be in the future'),
  too_late: () =>
    new FieldError('value_error', 'Value error, should not be after the end of the token of this request'),
  not_text: () => new FieldError('string_unicode', 'Input should be text without NUL characters and lone surrogates'),
} as const satisfies Record<Rule, (limit?: number) => FieldError>;

/**
 * Returns a schema that checks a value with the schema `form`, then parses it with `parse`. Usually `parse` is a
 * function of the domain, which knows the rules of the value.
 *
 * @param jsonSchema describes the rules of `parse` for OpenAPI
 */
export function parseWith<const Form extends v.GenericSchema, T>(
  form: Form,
  parse: (value: v.InferOutput<Form>) => T,
  jsonSchema: Readonly<Record<string, unknown>>,
) {
  return v.pipe(
    form,
    v.metadata(jsonSchema),
    v.rawTransform<v.InferOutput<Form>, T>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value);
      } catch (error) {
        const { type, message } = toFieldError(error);
        const index = error instanceof InvalidValue ? error.index : undefined;
        addIssue({ expected: type, message, ...(index !== undefined && { path: [itemOf(dataset.value, index)] }) });
        return NEVER;
      }
    }),
  );
}

/**
 * Returns the schema of a list. A list that is too long is rejected before its elements are checked, because each
 * invalid element would add an error to the reply.
 */
export function listOf<const Item extends v.GenericSchema>(item: Item, min: number, max: number) {
  return guarded(v.array(item), (value) => {
    if (!Array.isArray(value)) return undefined;
    return value.length > max ? RULES.too_many(max) : value.length < min ? TOO_FEW(min) : undefined;
  });
}

/** Returns an object schema that rejects arrays, which Valibot accepts as objects. */
export function noList<const Schema extends v.GenericSchema>(schema: Schema): Schema {
  return guarded(schema, (value) => (Array.isArray(value) ? NOT_AN_OBJECT : undefined));
}

/** Returns a schema that first calls `refuse`, and checks a value only if `refuse` returns no error. */
function guarded<Schema extends v.GenericSchema>(
  schema: Schema,
  refuse: (value: unknown) => FieldError | undefined,
): Schema {
  const run: Schema['~run'] = (dataset, config) => {
    const refusal = refuse(dataset.value);
    if (refusal === undefined) return schema['~run'](dataset, config);
    const { type: expected, message } = refusal;
    v._addIssue({ ...schema, type: 'raw_transform' }, 'type', dataset, config, { expected, message });
    return dataset as unknown as ReturnType<typeof run>;
  };
  return { ...schema, '~run': run };
}

/** Returns the path of a list element in the form that Valibot uses in its issues. */
function itemOf(list: unknown, index: number): v.ArrayPathItem {
  const input = list as unknown[];
  return { type: 'array', origin: 'value', input, key: index, value: input[index] };
}

/** Joins values to a text such as `'low', 'medium' or 'high'`. */
function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Converts a validation error of the domain to a FieldError. Rethrows any other error. */
export function toFieldError(error: unknown): FieldError {
  if (error instanceof FieldError) return error;
  if (error instanceof InvalidFilter) return new FieldError('value_error', error.message);
  if (error instanceof InvalidValue) return RULES[error.rule](error.limit);
  throw error;
}

/** Returns the HTTP error for a request with one invalid field. */
export function fieldError(loc: Issue['loc'], { type, message }: FieldError): HttpError {
  return new HttpError('validation_failed', { issues: [{ type, loc, msg: message }] });
}

/** A part of a request (path, query, headers or body), and the schema for it. */
export interface Part {
  readonly loc: 'path' | 'query' | 'header' | 'body';
  readonly schema: v.GenericSchema;
  readonly value: unknown;
}

/**
 * Parses every part of a request, in order, and returns the results by `loc`.
 *
 * @throws HttpError `validation_failed` with all invalid fields, not only the first
 */
export function parseParts(parts: readonly Part[]): Partial<Record<Part['loc'], unknown>> {
  const outputs: Partial<Record<Part['loc'], unknown>> = {};
  const issues: Issue[] = [];
  for (const { loc, schema, value } of parts) {
    const result = v.safeParse(schema, value);
    outputs[loc] = result.output;
    for (const issue of result.issues ?? []) issues.push(toIssue(loc, issue));
  }
  if (issues.length > 0) throw new HttpError('validation_failed', { issues });
  return outputs;
}

/** Returns the error for a union of objects: the value is no object, or its discriminator is missing or unknown. */
function wrongVariant({ expected, path }: v.BaseIssue<unknown>): FieldError {
  const { value } = (path?.at(-1) ?? {}) as { value?: unknown };
  const isObject = expected !== 'Object';
  if (!isObject) return NOT_AN_OBJECT;
  const kinds = String(expected).match(/[a-z_]+/g) ?? [];
  return value === undefined ? MISSING : new FieldError('enum', `Input should be ${oneOf(kinds)}`);
}

/** The types of Valibot issues that were made from a {@link FieldError}, and so have its type and message. */
const OWN = new Set(['raw_transform', 'raw_check']);

function toIssue(part: string, issue: v.BaseIssue<unknown>): Issue {
  const loc = [part, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  if (OWN.has(issue.type)) return { type: issue.expected as string, loc, msg: issue.message };
  // For a missing key, Valibot reports an issue of type `object`, and the name of the key as `expected`.
  const isMissing = issue.type === 'object' && issue.expected !== 'Object';
  const error = isMissing ? MISSING : issue.type === 'variant' ? wrongVariant(issue) : WRONG_TYPE[issue.type];
  if (error === undefined) throw new Error(`WRONG_TYPE has no line for the schema type ${issue.type}`);
  return { type: error.type, loc, msg: error.message };
}

import * as v from 'valibot';
import { InvalidValue, type Rule } from '../../../domain/errors.ts';
import { HttpError, type Issue } from '../problem/problem.ts';

/** The mistake in a value, thrown by a parser that is given to {@link parseWith}. */
export class FieldError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export const MISSING = new FieldError('missing', 'Field required');

// The types and messages of Pydantic, which FastAPI sends: https://docs.pydantic.dev/latest/errors/validation_errors/

/** The mistakes by the type of the Valibot schema that a value does not match. */
const WRONG_TYPE: Readonly<Record<string, FieldError>> = {
  string: new FieldError('string_type', 'Input should be a valid string'),
  boolean: new FieldError('bool_type', 'Input should be a valid boolean'),
};

const RULES = {
  not_a_uuid: () => new FieldError('uuid_parsing', 'Input should be a valid UUID'),
  empty: () => new FieldError('string_too_short', 'String should have at least 1 character'),
  blank: () => new FieldError('value_error', 'Value error, should not be blank'),
  too_long: (limit) => new FieldError('string_too_long', `String should have at most ${limit} characters`),
  not_text: () => new FieldError('string_unicode', 'Input should be text without NUL characters and lone surrogates'),
} as const satisfies Record<Rule, (limit?: number) => FieldError>;

/**
 * Returns a schema that checks the form of a value, and then parses it. So a rule stays where it is written: in the domain.
 *
 * @param jsonSchema the description of those rules for OpenAPI
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
        addIssue({ expected: type, message });
        return NEVER;
      }
    }),
  );
}

function toFieldError(error: unknown): FieldError {
  if (error instanceof FieldError) return error;
  if (error instanceof InvalidValue) return RULES[error.rule](error.limit);
  throw error;
}

/** Returns the error of a request with one mistake. */
export function fieldError(loc: readonly string[], { type, message }: FieldError): HttpError {
  return new HttpError('validation_failed', { issues: [{ type, loc, msg: message }] });
}

/** A part of a request, and its schema. */
export interface Part {
  readonly loc: 'path' | 'query' | 'header' | 'body';
  readonly schema: v.GenericSchema;
  readonly value: unknown;
}

/**
 * Parses every part, in order, and returns the results by `loc`.
 *
 * @throws HttpError `validation_failed` with all mistakes, not only the first
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

function toIssue(part: string, issue: v.BaseIssue<unknown>): Issue {
  const loc = [part, ...(issue.path ?? []).map(({ key }) => String(key))];
  if (issue.type === 'raw_transform') return { type: issue.expected as string, loc, msg: issue.message };
  const error = issue.type === 'object' && issue.path !== undefined ? MISSING : WRONG_TYPE[issue.type];
  if (error === undefined) throw new Error(`WRONG_TYPE has no line for the schema type ${issue.type}`);
  return { type: error.type, loc, msg: error.message };
}

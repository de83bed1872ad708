import { type ErrorCode, PROBLEMS } from '../problem/problem.ts';
import type { Content, Json } from './model.ts';

type Properties = Readonly<Record<string, Json>>;

const text = { type: 'string' };

const loc = {
  type: 'array',
  minItems: 1,
  items: { oneOf: [text, { type: 'integer', minimum: 0 }] },
  description: 'The place: `path`, `query` or `body`, then the name of the field; the index of an element of a list.',
};

const issue = {
  description: 'One mistake in a request.',
  ...object({
    type: { ...text, description: 'The kind of mistake, for programs.' },
    loc,
    msg: { ...text, description: 'The mistake, for people.' },
  }),
  examples: [{ type: 'string_too_long', loc: ['body', 'title'], msg: 'String should have at most 255 characters' }],
};
const issues = { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Issue' } };

const flag = { type: 'boolean' };

/** The JSON members that only some errors have, in both formats: `Error` and `Problem`. */
const MORE: Partial<Record<ErrorCode, Properties>> = {
  change_in_the_way: {
    conflicting_seq: {
      type: 'integer',
      minimum: 1,
      description: 'The `seq` of the last change of the task.',
      examples: [7],
    },
  },
  too_many_affected: {
    matched: { type: 'integer', minimum: 0, description: 'How many tasks match the filter.', examples: [1204] },
  },
  not_ready: {
    checks: {
      ...object({ migrated: flag, database: flag, serving: flag }),
      examples: [{ migrated: true, database: false, serving: true }],
    },
  },
};

const refused = { loc: { ...loc, description: 'The place in a batch of the operation that was refused.' } };

/** The JSON members that an error has in some replies only, by error code. */
const OPTIONAL: Partial<Record<ErrorCode, Properties>> = { task_not_found: refused, precondition_failed: refused };

const detail = { ...text, description: 'The error, for people.' };
const code = { $ref: '#/components/schemas/ErrorCode' };
const request_id = {
  ...text,
  description: 'The id of the request in the log; the same as `X-Request-Id`.',
  examples: ['r-1'],
};

/** The JSON members of every error, in both formats: `Error`, and `Problem` (RFC 9457). */
const FORMS = {
  Error: { detail: { anyOf: [text, issues], description: detail.description }, code, request_id },
  Problem: {
    type: { ...text, format: 'uri-reference', description: 'The URL of an explanation.' },
    title: { ...text, description: 'The kind of error, for people.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail,
    code,
    request_id,
  },
} as const satisfies Record<string, Properties>;

type Form = keyof typeof FORMS;

export const ERROR_SCHEMAS: Readonly<Record<string, Json>> = {
  Error: object(FORMS.Error),
  Problem: { description: 'An error in the form of RFC 9457.', ...object(FORMS.Problem) },
  ErrorCode: { ...text, enum: Object.keys(PROBLEMS), description: 'The kind of error, for programs.' },
  Issue: issue,
};

/** Returns the OpenAPI description of an error body with one of these codes. */
export function errorContent(codes: readonly ErrorCode[], form: Form): Content[string] {
  const isPlain = (code: ErrorCode) => code !== 'validation_failed' && !(code in MORE) && !(code in OPTIONAL);
  const [plain, others] = [codes.filter(isPlain), codes.filter((code) => !isPlain(code))];
  const groups = [...(plain.length > 0 ? [plain] : []), ...others.map((code) => [code])];
  const schemas = groups.map((group) => schemaOf(group as [ErrorCode], form));
  const examples = Object.fromEntries(codes.map((code) => [code, { value: example(code, form) }]));
  return { schema: schemas.length === 1 ? (schemas[0] as Json) : { oneOf: schemas }, examples };
}

/** Returns one schema for several error codes. Their bodies must have the same members. */
function schemaOf(codes: readonly [ErrorCode, ...ErrorCode[]], form: Form): Json {
  const own = { ...propertiesOf(codes[0], form), code: { type: 'string', enum: codes } };
  return { allOf: [{ $ref: `#/components/schemas/${form}` }, object(own, OPTIONAL[codes[0]])] };
}

/** Returns the JSON members of one error code that are not in {@link FORMS}, or that are less exact there. */
function propertiesOf(code: ErrorCode, form: Form): Properties {
  const isValidation = code === 'validation_failed';
  if (form === 'Error') return { detail: isValidation ? issues : text, ...MORE[code] };
  const status = { type: 'integer', const: PROBLEMS[code].status };
  return { status, detail: text, ...(isValidation && { errors: issues }), ...MORE[code] };
}

function example(code: ErrorCode, form: Form): Json {
  const { status, detail } = PROBLEMS[code];
  const about = form === 'Error' ? {} : { type: `/docs#${code}`, title: detail, status };
  const mistakes = code === 'validation_failed' && { [form === 'Error' ? 'detail' : 'errors']: issue.examples };
  const more = Object.entries(MORE[code] ?? {}).map(([name, { examples }]) => [name, (examples as unknown[])[0]]);
  return { ...about, detail, code, request_id: 'r-1', ...mistakes, ...Object.fromEntries(more) };
}

function object(required: Properties, optional: Properties = {}): Json {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

import { type ErrorCode, PROBLEMS } from '../problem/problem.ts';
import type { Content, Json } from './model.ts';

type Properties = Readonly<Record<string, Json>>;

const text = { type: 'string' };

const issue = {
  description: 'One mistake in a request.',
  ...object({
    type: { ...text, description: 'The kind of mistake, for programs.' },
    loc: {
      type: 'array',
      minItems: 1,
      items: text,
      description: 'The place: `path`, `query` or `body`, then the name of the field.',
    },
    msg: { ...text, description: 'The mistake, for people.' },
  }),
  examples: [{ type: 'string_too_long', loc: ['body', 'title'], msg: 'String should have at most 255 characters' }],
};
const issues = { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Issue' } };

const flag = { type: 'boolean' };

/** The members that only some errors have, in both forms. */
const MORE: Partial<Record<ErrorCode, Properties>> = {
  change_in_the_way: {
    conflicting_seq: {
      type: 'integer',
      minimum: 1,
      description: 'The `seq` of the last change of the task.',
      examples: [7],
    },
  },
  not_ready: {
    checks: {
      ...object({ migrated: flag, database: flag, serving: flag }),
      examples: [{ migrated: true, database: false, serving: true }],
    },
  },
};

const detail = { ...text, description: 'The error, for people.' };
const code = { $ref: '#/components/schemas/ErrorCode' };
const request_id = {
  ...text,
  description: 'The id of the request in the log; the same as `X-Request-Id`.',
  examples: ['r-1'],
};

/** The members of every error, in each of the two forms. */
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

/** Describes the body of an error that has one of these codes. */
export function errorContent(codes: readonly ErrorCode[], form: Form): Content[string] {
  const isPlain = (code: ErrorCode) => code !== 'validation_failed' && MORE[code] === undefined;
  const [plain, others] = [codes.filter(isPlain), codes.filter((code) => !isPlain(code))];
  const groups = [...(plain.length > 0 ? [plain] : []), ...others.map((code) => [code])];
  const schemas = groups.map((group) => schemaOf(group as [ErrorCode], form));
  const examples = Object.fromEntries(codes.map((code) => [code, { value: example(code, form) }]));
  return { schema: schemas.length === 1 ? (schemas[0] as Json) : { oneOf: schemas }, examples };
}

/** Returns the schema of errors that all have the members of the first one. */
function schemaOf(codes: readonly [ErrorCode, ...ErrorCode[]], form: Form): Json {
  const own = { ...propertiesOf(codes[0], form), code: { type: 'string', enum: codes } };
  return { allOf: [{ $ref: `#/components/schemas/${form}` }, object(own)] };
}

/** Returns the members of one error that are narrower than in {@link FORMS}, or missing there. */
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

function object(properties: Properties): Json {
  return { type: 'object', required: Object.keys(properties), properties };
}

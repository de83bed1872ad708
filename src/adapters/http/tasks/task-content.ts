import * as v from 'valibot';
import { CONTENT_DEFAULTS, CONTENT_FIELDS, type TaskContent } from '../../../domain/tasks/content.ts';
import { DESCRIPTION_MAX_LENGTH, description } from '../../../domain/tasks/description.ts';
import type { TaskEdit as Edit } from '../../../domain/tasks/task.ts';
import { TITLE_MAX_LENGTH, title } from '../../../domain/tasks/title.ts';
import { TEXT_PATTERN, VISIBLE_TEXT } from '../docs/patterns.ts';
import { fieldError, MISSING, parseWith } from '../input/validation.ts';

const TitleField = parseWith(v.string(), title, {
  description:
    'Text with at least one visible character, and without NUL. Stored exactly as sent. The length counts code points.',
  type: 'string',
  minLength: 1,
  maxLength: TITLE_MAX_LENGTH,
  ...VISIBLE_TEXT,
  examples: ['Buy milk'],
});

const DescriptionField = parseWith(v.string(), description, {
  description: 'Text without NUL. Stored exactly as sent. The length counts code points.',
  type: 'string',
  maxLength: DESCRIPTION_MAX_LENGTH,
  pattern: TEXT_PATTERN,
  examples: ['two litres'],
});

const CompletedField = v.pipe(v.boolean(), v.metadata({ description: 'True if the task is done.', examples: [true] }));

/** The JSON of the content fields, one line each. Request bodies, replies and their OpenAPI schemas derive from it. */
export const CONTENT_SCHEMAS = {
  title: TitleField,
  description: v.nullable(DescriptionField),
  completed: CompletedField,
} as const satisfies Record<keyof TaskContent, v.GenericSchema>;

type Schemas = typeof CONTENT_SCHEMAS;

/** The body of a new task: fields with a default are optional. */
export const NewTask = v.object(
  eachField((field, schema) => (field in CONTENT_DEFAULTS ? v.optional(schema, CONTENT_DEFAULTS[field]) : schema)) as {
    readonly [Field in keyof Schemas]: v.GenericSchema<unknown, v.InferOutput<Schemas[Field]>>;
  },
);

/** The body of an edit: an absent field stays as it is. */
export const TaskEdit = v.object(
  eachField((_, schema) => v.exactOptional(schema)) as {
    readonly [Field in keyof Schemas]: v.ExactOptionalSchema<Schemas[Field], undefined>;
  },
);

function eachField(make: (field: keyof TaskContent, schema: v.GenericSchema) => v.GenericSchema) {
  return Object.fromEntries(
    CONTENT_FIELDS.map((field) => [field, make(field, CONTENT_SCHEMAS[field] as v.GenericSchema)]),
  );
}

/** The body of a toggle. */
export const Completion = v.object({ completed: v.exactOptional(CompletedField) });

/**
 * Returns the content of a new task from the body of an edit.
 *
 * @throws HttpError `validation_failed` if a required field is missing
 */
export function newContent(edit: Edit): TaskContent {
  const content = { ...CONTENT_DEFAULTS, ...edit };
  const missing = CONTENT_FIELDS.find((field) => content[field] === undefined);
  if (missing !== undefined) throw fieldError(['body', missing], MISSING);
  return content as TaskContent;
}

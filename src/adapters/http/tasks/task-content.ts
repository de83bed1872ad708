import * as v from 'valibot';
import { InvalidValue } from '../../../domain/errors.ts';
import { CONTENT_DEFAULTS, CONTENT_FIELDS, type TaskContent } from '../../../domain/tasks/content.ts';
import type { TaskEdit as Edit } from '../../../domain/tasks/task.ts';
import { FieldError, fieldError, MISSING, noList, toFieldError } from '../input/validation.ts';
import { CONTENT_SCHEMAS, CompletedField, TagsField } from './content-fields.ts';

type Schemas = typeof CONTENT_SCHEMAS;

/** The request body of a new task. Fields with a default are optional. */
export const NewTask = noList(
  v.object(
    eachField((field, schema) =>
      field in CONTENT_DEFAULTS ? v.optional(schema, CONTENT_DEFAULTS[field]) : schema,
    ) as {
      readonly [Field in keyof Schemas]: v.GenericSchema<unknown, v.InferOutput<Schemas[Field]>>;
    },
  ),
);

const TAGS_TWICE = new FieldError('value_error', 'Value error, should not be given together with tags');

/** The request body of an edit. An absent field stays as it is. */
export const TaskEdit = noList(
  v.pipe(
    v.object({
      ...(eachField((_, schema) => v.exactOptional(schema)) as {
        readonly [Field in keyof Schemas]: v.ExactOptionalSchema<Schemas[Field], undefined>;
      }),
      add_tags: v.exactOptional(TagsField),
      remove_tags: v.exactOptional(TagsField),
    }),
    v.rawCheck(({ dataset, addIssue }) => {
      // This check runs even if other fields are invalid, because the reply reports all invalid fields together. So the
      // type of `dataset.value` is unknown here.
      const input = Object(dataset.value);
      const key = ['add_tags', 'remove_tags'].find((name) => name in input);
      if (!('tags' in input) || key === undefined) return;
      const { type: expected, message } = TAGS_TWICE;
      addIssue({ expected, message, path: [{ type: 'object', origin: 'value', input, key, value: input[key] }] });
    }),
  ),
);

type EditBody = v.InferOutput<typeof TaskEdit>;

function eachField(make: (field: keyof TaskContent, schema: v.GenericSchema) => v.GenericSchema) {
  return Object.fromEntries(
    CONTENT_FIELDS.map((field) => [field, make(field, CONTENT_SCHEMAS[field] as v.GenericSchema)]),
  );
}

/** The request body that sets `completed` of a task. Without the field, the current value is inverted. */
export const Completion = v.object({ completed: v.exactOptional(CompletedField) });

/** Returns the edit that a request body asks for. */
export function editOf({ add_tags, remove_tags, ...content }: EditBody): Edit {
  return { ...content, ...(add_tags && { addTags: add_tags }), ...(remove_tags && { removeTags: remove_tags }) };
}

/**
 * Runs an edit that a request body asks for.
 *
 * @throws HttpError `validation_failed` if a task would have too many tags
 */
export async function withEdit<T>(body: EditBody, run: (edit: Edit) => Promise<T>): Promise<T> {
  try {
    return await run(editOf(body));
  } catch (error) {
    // Only the store can detect too many tags: the number depends on the tags that the task already has.
    if (error instanceof InvalidValue) throw fieldError(['body', 'add_tags'], toFieldError(error));
    throw error;
  }
}

/**
 * Returns the content of a new task from the body of an edit.
 *
 * @throws HttpError `validation_failed` if a required field is missing
 */
export function newContent(body: EditBody): TaskContent {
  const { addTags, removeTags: _, ...edit } = editOf(body);
  const content = { ...CONTENT_DEFAULTS, ...edit, ...(addTags && { tags: addTags }) };
  const missing = CONTENT_FIELDS.find((field) => content[field] === undefined);
  if (missing !== undefined) throw fieldError(['body', missing], MISSING);
  return content as TaskContent;
}

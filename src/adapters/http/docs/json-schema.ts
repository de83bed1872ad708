import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { ChangeReply } from '../changes/change-reply.ts';
import { TaskReply } from '../tasks/task-reply.ts';

export type Json = Record<string, unknown>;

const Issue = v.object({ type: v.string(), loc: v.array(v.string()), msg: v.string() });
/** The body of every error. */
export const ErrorBody = v.object({
  detail: v.union([v.string(), v.array(Issue)]),
  code: v.string(),
  request_id: v.string(),
});

/** Schemas that have a name; wherever one is used, the description refers to it. */
const COMPONENTS = new Map<v.GenericSchema, string>([
  [TaskReply, 'Task'],
  [ChangeReply, 'Change'],
  [ErrorBody, 'Error'],
]);

/** The schemas that have a name, by it. */
export function componentSchemas(): Record<string, Json> {
  return Object.fromEntries([...COMPONENTS].map(([schema, name]) => [name, inline(schema)]));
}

/** A schema as JSON Schema, or a reference to it where it has a name. */
export function schemaOf(schema: v.GenericSchema): Json {
  const name = COMPONENTS.get(schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  if (schema.type === 'array') {
    return { type: 'array', items: schemaOf((schema as unknown as { item: v.GenericSchema }).item) };
  }
  return inline(schema);
}

function inline(schema: v.GenericSchema): Json {
  const { $schema, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    ignoreActions: ['raw_transform'],
  });
  return rest as Json;
}

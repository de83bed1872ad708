import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { ChangePageReply, ChangeReply } from '../changes/change-reply.ts';
import { Completion, NewTask, TaskEdit } from '../tasks/task-content.ts';
import { TaskReply } from '../tasks/task-reply.ts';
import type { Json } from './model.ts';

/** The schemas that have a name in the OpenAPI description, under which other parts refer to them. */
const definitions = {
  Task: TaskReply,
  Change: ChangeReply,
  ChangePage: ChangePageReply,
  NewTask,
  TaskEdit,
  Completion,
};

const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  ignoreActions: ['raw_transform', 'raw_check'],
  definitions,
  // Drops the default of optional fields, because client generators treat a field with a default as required.
  overrideSchema: ({ valibotSchema, jsonSchema: { default: _, ...rest } }) =>
    valibotSchema.type === 'optional' ? rest : undefined,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** Returns the schemas that have a name as JSON Schema, for `components` in OpenAPI. */
export function componentSchemas(): Record<string, Json> {
  return toJsonSchemaDefs(definitions, CONFIG) as unknown as Record<string, Json>;
}

/** Returns a Valibot schema as JSON Schema, or as a reference if the schema has a name. */
export function schemaOf(schema: v.GenericSchema): Json {
  const { $schema, $defs, ...rest } = toJsonSchema(schema, CONFIG);
  return rest as Json;
}

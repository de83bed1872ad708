import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json, OpenApi } from '../../../src/adapters/http/docs/model.ts';

/** Schemas that other schemas extend, so they must allow additional members. */
const BASE_SCHEMAS = new Set(['Error', 'Problem']);

/** A cache of compiled JSON schemas. */
export class SchemaCache {
  readonly #ajv = addFormats.default(new Ajv2020({ strict: true })).addKeyword('components');
  readonly #components: Json;
  readonly #close: (schema: Json) => Json;
  readonly #compiled = new Map<Json, ValidateFunction>();

  /** @param isClosed whether objects must not have members that the schema lacks */
  constructor({ components }: OpenApi, isClosed: boolean) {
    this.#close = isClosed ? closeObject : (schema) => schema;
    const schemas = Object.entries(components.schemas).map(([name, schema]) => [
      name,
      BASE_SCHEMAS.has(name) ? schema : this.#close(schema),
    ]);
    this.#components = { schemas: Object.fromEntries(schemas) };
  }

  /** Returns why a value does not match a schema, or undefined if it does. */
  mismatch(schema: Json, value: unknown): string | undefined {
    const validate = this.#compiled.get(schema) ?? this.#compile(schema);
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors, { dataVar: 'it' });
  }

  /** Returns why a parameter or header does not match a schema, or undefined if it does. A list comes as an array. */
  textMismatch(schema: Json, text: string | readonly string[]): string | undefined {
    return this.mismatch(schema, typeof text === 'string' ? fromText(schema, text) : text);
  }

  #compile(schema: Json): ValidateFunction {
    const validate = this.#ajv.compile({ ...this.#close(schema), components: this.#components });
    this.#compiled.set(schema, validate);
    return validate;
  }
}

/** Returns a schema that also rejects members which the given object schema does not declare. */
function closeObject(schema: Json): Json {
  const isObject = schema.type === undefined || schema.type === 'object';
  return isObject ? { ...schema, type: 'object', unevaluatedProperties: false } : schema;
}

/** The accepted spellings of true and false in a query string. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, 1: true, yes: true, on: true },
  ...{ false: false, 0: false, no: false, off: false },
};

/** Converts text to the type of a schema. */
function fromText(schema: Json, text: string): unknown {
  if (schema.type === 'integer') return /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (schema.type === 'boolean') return BOOLEANS[text.toLowerCase()] ?? text;
  return text;
}

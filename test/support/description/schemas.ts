import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json, OpenApi } from '../../../src/adapters/http/docs/model.ts';

/** Schemas that others extend. */
const BASES = new Set(['Error', 'Problem']);

/** A cache of compiled schemas. */
export class Schemas {
  readonly #ajv = addFormats.default(new Ajv2020({ strict: true })).addKeyword('components');
  readonly #components: Json;
  readonly #close: (schema: Json) => Json;
  readonly #compiled = new Map<Json, ValidateFunction>();

  /** @param isClosed whether an object must not have members that are not described */
  constructor({ components }: OpenApi, isClosed: boolean) {
    this.#close = isClosed ? closed : (schema) => schema;
    const schemas = Object.entries(components.schemas).map(([name, schema]) => [
      name,
      BASES.has(name) ? schema : this.#close(schema),
    ]);
    this.#components = { schemas: Object.fromEntries(schemas) };
  }

  /** Returns why a value does not fit a schema, or undefined if it does. */
  mistakeIn(schema: Json, value: unknown): string | undefined {
    const validate = this.#compiled.get(schema) ?? this.#compile(schema);
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors, { dataVar: 'it' });
  }

  /** The same for a value that is sent as text: a parameter or a header. */
  mistakeInText(schema: Json, text: string): string | undefined {
    return this.mistakeIn(schema, fromText(schema, text));
  }

  #compile(schema: Json): ValidateFunction {
    const validate = this.#ajv.compile({ ...this.#close(schema), components: this.#components });
    this.#compiled.set(schema, validate);
    return validate;
  }
}

function closed(schema: Json): Json {
  const isObject = schema.type === undefined || schema.type === 'object';
  return isObject ? { ...schema, type: 'object', unevaluatedProperties: false } : schema;
}

/** The words for true and false in a query. */
const WORDS: Readonly<Record<string, boolean>> = {
  ...{ true: true, 1: true, yes: true, on: true },
  ...{ false: false, 0: false, no: false, off: false },
};

/** Converts text to the type of a schema. */
function fromText(schema: Json, text: string): unknown {
  if (schema.type === 'integer') return /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (schema.type === 'boolean') return WORDS[text.toLowerCase()] ?? text;
  return text;
}

import fc from 'fast-check';
import { type Json, type Operation, type Parameter, resolve } from '../../../src/adapters/http/docs/model.ts';
import type { CompiledApi } from './compiled-api.ts';

/** A generated request that matches the OpenAPI description. */
export interface Sample {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly header: Readonly<Record<string, string>>;
  /** The media type of the body. */
  readonly type: string | undefined;
  readonly body: unknown;
}

/** Parameters that are not generated: only the service can make a cursor, and `wait` starts a slow long poll. */
const EXCLUDED = new Set(['cursor', 'wait']);

/** Fields with rules beyond JSON schema, such as real dates. Their values come only from the schema's examples. */
const BEYOND_SCHEMAS = new Set([
  ...['start', 'due', 'due_before', 'due_after', 'tz', 'filter', 'sort'],
  ...['tags', 'add_tags', 'remove_tags', 'expires_at'],
]);

/** The maximum length of a generated list. */
const MAX_ITEMS = 3;

/** Generates requests that match the OpenAPI description of an API operation. */
export function samplesOf(compiled: CompiledApi, operation: Operation): fc.Arbitrary<Sample> {
  const parameters = operation.parameters
    .map((one) => resolve<Parameter>(compiled.api, one))
    .filter(({ name }) => !EXCLUDED.has(name));
  const valuesIn = (place: Parameter['in']) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    const values = own.map(({ name, schema }) => [name, valuesOfField(compiled, name, schema).map(toText)]);
    const requiredKeys = own.filter(({ required }) => required).map(({ name }) => name);
    return fc.record(Object.fromEntries(values), { requiredKeys }) as fc.Arbitrary<Record<string, string>>;
  };
  return fc
    .record({
      path: valuesIn('path'),
      query: valuesIn('query'),
      header: valuesIn('header'),
      sent: bodiesOf(compiled, operation),
    })
    .map(({ sent, ...rest }) => ({ ...rest, ...sent }));
}

function bodiesOf(
  compiled: CompiledApi,
  { requestBody }: Operation,
): fc.Arbitrary<{ type: string | undefined; body: unknown }> {
  const none = { type: undefined, body: undefined };
  if (requestBody === undefined) return fc.constant(none);
  const bodies = Object.entries(requestBody.content).map(([type, { schema }]) =>
    fc.record({ type: fc.constant(type), body: valuesOf(compiled, schema) }),
  );
  return fc.oneof(...bodies, ...(requestBody.required ? [] : [fc.constant(none)]));
}

/** Returns the text of a parameter. Returns one text for each value if the parameter is a list. */
function toText(value: unknown): string | string[] {
  return Array.isArray(value) ? value.map(String) : String(value);
}

function valuesOfField(compiled: CompiledApi, name: string, schema: Json): fc.Arbitrary<unknown> {
  return BEYOND_SCHEMAS.has(name) ? examplesOf(schema) : valuesOf(compiled, schema);
}

function examplesOf({ type, anyOf, examples }: Json): fc.Arbitrary<unknown> {
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one: Json) => examplesOf(one)));
  return type === 'null' ? fc.constant(null) : fc.constantFrom(...(examples as unknown[]));
}

/** Generates values that match a schema. */
function valuesOf(compiled: CompiledApi, schema: Json): fc.Arbitrary<unknown> {
  const { type, minimum = 0, maximum = 0 } = schema as { minimum?: number; maximum?: number } & Json;
  const { anyOf, oneOf = anyOf } = schema;
  if ('$ref' in schema) return valuesOf(compiled, resolve<Json>(compiled.api, schema as { $ref: string }));
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map((one: Json) => valuesOf(compiled, one)));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (type === 'array') {
    const items = valuesOf(compiled, schema.items as Json);
    return fc.array(items, { minLength: Number(schema.minItems ?? 0), maxLength: MAX_ITEMS });
  }
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') {
    const near = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 3) });
    return fc.oneof(
      near,
      fc.maxSafeInteger().map((number) => minimum + (Math.abs(number) % (maximum - minimum + 1))),
    );
  }
  if (type === 'object') return objectsOf(compiled, schema);
  return textsOf(schema).filter((text) => compiled.requests.mismatch(schema, text) === undefined);
}

/** Generates objects with members of the schema, and with some members that the schema lacks. */
function objectsOf(compiled: CompiledApi, schema: Json): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  const fields = Object.entries(properties).map(([name, field]) => [name, valuesOfField(compiled, name, field)]);
  const own = fc.record<Json>(Object.fromEntries(fields), { requiredKeys: required });
  const others = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
  return fc.tuple(others, own).map(([more, known]) => {
    const unknown = Object.entries(more).filter(([name]) => !(name in properties));
    return { ...Object.fromEntries(unknown), ...known };
  });
}

/** Generates texts, some of which match a schema. */
function textsOf({ format, pattern, examples }: Json): fc.Arbitrary<string> {
  const given = fc.constantFrom(...((examples ?? ['x']) as string[]));
  if (format === 'uuid') return fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase()));
  // fast-check supports neither lookaheads nor ranges of lone surrogates.
  const isPlain = typeof pattern === 'string' && !/\(\?[!=]|\\ud800/.test(pattern);
  const matching = isPlain ? fc.stringMatching(new RegExp(pattern)) : given;
  const odd = fc.constantFrom(' ', '\t', '\u200b', '\u2800', '\u00ad', '\u{e0020}', '\ufeff', '\0');
  const mixed = fc.array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 1 })), { maxLength: 300 });
  return fc.oneof(
    given,
    matching,
    mixed.map((all) => all.join('')),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
  );
}

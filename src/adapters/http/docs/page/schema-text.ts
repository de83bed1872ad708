import type { Json } from '../model.ts';
import { escaped } from './page-text.ts';

/** The texts that the page shows instead of `string` for a string with a format, such as `uuid`. */
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  'date-time': 'time (RFC 3339)',
  'uri-reference': 'URL',
};

/** Returns the schema of a nullable field without the alternative `null`. */
export function withoutNull(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  const others = Array.isArray(anyOf) ? anyOf.filter(({ type }) => type !== 'null') : [];
  return others.length === 1 ? { ...others[0], ...rest } : schema;
}

/** Renders the type of a value as HTML. A named type becomes a link to its fields. */
export function typeName(schema: Json): string {
  const { $ref, anyOf, oneOf = anyOf, type, items, format } = schema;
  if (typeof $ref === 'string') {
    const name = escaped($ref.split('/').at(-1) ?? '');
    return `<a href="#type-${name}">${name}</a>`;
  }
  if (Array.isArray(oneOf)) return [...new Set(oneOf.map(typeName))].join(' or ');
  if (type === 'array') return `list of ${plural(typeName(items as Json))}`;
  return escaped(FORMATS[String(format)] ?? String(type ?? typeof (schema.const ?? '')));
}

function plural(name: string): string {
  return name === 'string' || name === 'object' || name === 'integer' ? `${name}s` : name;
}

/** Maximums that the page does not show, because they only mean "no limit": 2³¹ − 1 and the largest safe integer. */
const UNLIMITED = new Set<unknown>([2_147_483_647, Number.MAX_SAFE_INTEGER]);

/** Returns the rules of a schema in words, such as `1 to 255 characters`. Code is in backquotes. */
export function rulesOf(schema: Json): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, default: usual, examples } = schema;
  const items = (schema.items ?? {}) as Json;
  const values = (schema.enum ?? items.enum ?? (schema.const === undefined ? [] : [schema.const])) as unknown[];
  const each = items.maxLength === undefined ? '' : `each ${range(items.minLength, items.maxLength)} characters`;
  const isVaried = values.length === 0 && schema.format === undefined && usual === undefined;
  const needsExample = isVaried && (schema.type === 'string' || schema.type === 'array');
  return [
    values.length === 0 ? '' : values.map((value) => `\`${value}\``).join(', '),
    maxLength === undefined ? '' : `${range(minLength, maxLength)} characters`,
    range(minimum, UNLIMITED.has(maximum) ? undefined : maximum),
    maxItems === undefined && minItems === undefined ? '' : `${range(minItems, maxItems)} elements`,
    each,
    usual === undefined ? '' : `default \`${usual}\``,
    needsExample && Array.isArray(examples) ? `for example ${examples.map(exampleText).join(', ')}` : '',
  ]
    .filter((rule) => rule !== '')
    .join(' · ');
}

function range(low: unknown, high: unknown): string {
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return `at least ${low}`;
  return low === undefined ? `at most ${high}` : `${low} to ${high}`;
}

function exampleText(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

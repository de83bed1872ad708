import type { Json, Parameter } from '../model.ts';

export function table(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<table><tr><th colspan="3">${escaped(heading)}</th></tr>${rows.join('')}</table>`;
}

/** Renders a parameter as a row of a table. */
export function fieldRow({ name, in: place, required, description, schema }: Parameter): string {
  return row(name, { ...schema, description }, `${place}${required ? ', required' : ''}`);
}

/** Renders the fields of an object as rows of a table. */
export function fieldRows(schema: Json): string[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, field]) => row(name, field, required.includes(name) ? 'required' : ''));
}

/** The JSON Schema keywords that are shown beside the type, in this order. */
const SHOWN = ['minLength', 'maxLength', 'minimum', 'maximum', 'default', 'enum', 'description'];

function row(name: string, schema: Json, note: string): string {
  // The rules of a nullable field are in the first alternative of its `anyOf`.
  const rules = { ...(schema.anyOf as Json[] | undefined)?.[0], ...schema } as Json;
  const rest = SHOWN.filter((keyword) => rules[keyword] !== undefined).map((keyword) => shown(keyword, rules[keyword]));
  const notes = [note, ...rest]
    .filter((text) => text !== '')
    .map(prose)
    .join(' · ');
  return `<tr><td>${code(name)}</td><td>${typeName(schema)}</td><td>${notes}</td></tr>`;
}

function shown(keyword: string, value: unknown): string {
  if (keyword === 'description') return String(value);
  return Array.isArray(value) ? value.map((one) => `\`${one}\``).join(', ') : `${keyword} ${JSON.stringify(value)}`;
}

export function typeName(schema: Json): string {
  if (typeof schema.$ref === 'string') {
    const name = escaped(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(typeName).join(' or ');
  if (schema.type === 'array') return `list of ${typeName(schema.items as Json)}`;
  return escaped(String(schema.format ?? schema.type ?? JSON.stringify(schema.const)));
}

/** Renders an error code as a link to its row in the table of errors. */
export function codeLink(name: string): string {
  return `<a href="#${name}">${code(name)}</a>`;
}

export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Renders text in which backquotes mark code. */
export function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Renders terms with what they mean. Both are HTML. */
export function termList(rows: readonly (readonly [term: string, meaning: string])[]): string {
  const items = rows.map(([term, meaning]) => `<div><dt>${term}</dt><dd>${meaning}</dd></div>`);
  return `<dl>${items.join('\n')}</dl>`;
}

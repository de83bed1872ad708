import { type Operation, type Parameter, resolve } from '../../../src/adapters/http/docs/model.ts';
import type { Sent } from '../../../tools/support/exchange.ts';
import type { CompiledApi, Target } from './compiled-api.ts';

/** Returns how an accepted request violates the OpenAPI description, or undefined if the request matches. */
export function requestMismatch(
  compiled: CompiledApi,
  sent: Sent,
  { parameters, requestBody }: Operation,
  values: Target['values'],
): string | undefined {
  for (const one of parameters) {
    const mismatch = parameterMismatch(compiled, sent, values, resolve<Parameter>(compiled.api, one));
    if (mismatch !== undefined) return mismatch;
  }
  return requestBody && bodyMismatch(compiled, sent, requestBody);
}

function parameterMismatch(
  { requests }: CompiledApi,
  sent: Sent,
  values: Target['values'],
  parameter: Parameter,
): string | undefined {
  const { name, in: where, required, schema } = parameter;
  const value = sentValue(sent, values, parameter);
  if (value === undefined) return required ? `there is no ${where} ${name}` : undefined;
  const mismatch = requests.textMismatch(schema, value);
  if (mismatch === undefined || isIgnored(parameter, sent)) return undefined;
  return `the ${where} ${name} was ${JSON.stringify(value)}: ${mismatch}`;
}

function sentValue(
  { path, headers }: Sent,
  values: Target['values'],
  { name, in: where, schema }: Parameter,
): string | string[] | undefined {
  if (where === 'path') return decodeURIComponent(values[name] as string);
  if (where === 'query') {
    const all = new URLSearchParams(/\?(.*)/s.exec(path)?.[1] ?? '').getAll(name);
    return schema.type === 'array' && all.length > 0 ? all : all[0];
  }
  const sent = headers[name.toLowerCase()];
  return sent === undefined ? undefined : [sent].flat().join(', ').trim();
}

/** Returns true for a parameter whose invalid values the service ignores, as the OpenAPI description says. */
function isIgnored({ name }: Parameter, { method }: Sent): boolean {
  return /^(X-Request-Id|traceparent)$/.test(name) || (name === 'If-None-Match' && /^(GET|HEAD)$/.test(method));
}

function bodyMismatch(
  { requests }: CompiledApi,
  { headers, body }: Sent,
  { required, content }: NonNullable<Operation['requestBody']>,
): string | undefined {
  const value = body === undefined ? undefined : tryParse(body);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // The service ignores an optional body that is not an object.
  if (!required && !isObject) return undefined;
  if (headers['content-encoding'] !== undefined) return undefined;
  const type = String(headers['content-type']).replace(/ *;.*/, '').toLowerCase();
  const described = content[type];
  if (described === undefined) return `the body was ${type}`;
  const mismatch = requests.mismatch(described.schema, value);
  return mismatch === undefined ? undefined : `the body did not fit: ${mismatch}: ${String(body).slice(0, 500)}`;
}

function tryParse(body: string | Buffer): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

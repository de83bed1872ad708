import { type Operation, type Parameter, resolve } from '../../../src/adapters/http/docs/model.ts';
import type { Sent } from '../../../tools/support/exchange.ts';
import type { Description, Place } from './description.ts';

/** Returns what in an accepted request does not match the description, if anything. */
export function requestMistake(description: Description, sent: Sent, place: Place): string | undefined {
  const { parameters, requestBody } = place.operation as Operation;
  for (const one of parameters) {
    const mistake = parameterMistake(description, sent, place, resolve<Parameter>(description.api, one));
    if (mistake !== undefined) return mistake;
  }
  return requestBody && bodyMistake(description, sent, requestBody);
}

function parameterMistake(
  { requests }: Description,
  sent: Sent,
  place: Place,
  parameter: Parameter,
): string | undefined {
  const { name, in: where, required, schema } = parameter;
  const value = valueIn(sent, place, parameter);
  if (value === undefined) return required ? `there is no ${where} ${name}` : undefined;
  const mistake = requests.mistakeInText(schema, value);
  if (mistake === undefined || isIgnored(parameter, sent)) return undefined;
  return `the ${where} ${name} was ${JSON.stringify(value)}: ${mistake}`;
}

function valueIn({ path, headers }: Sent, { values }: Place, { name, in: where }: Parameter): string | undefined {
  if (where === 'path') return decodeURIComponent(values[name] as string);
  if (where === 'query') return new URLSearchParams(/\?(.*)/s.exec(path)?.[1] ?? '').get(name) ?? undefined;
  const sent = headers[name.toLowerCase()];
  return sent === undefined ? undefined : [sent].flat().join(', ').trim();
}

/** Whether a value that does not fit is ignored, as the description says. */
function isIgnored({ name }: Parameter, { method }: Sent): boolean {
  return /^(X-Request-Id|traceparent)$/.test(name) || (name === 'If-None-Match' && /^(GET|HEAD)$/.test(method));
}

function bodyMistake(
  { requests }: Description,
  { headers, body }: Sent,
  { required, content }: NonNullable<Operation['requestBody']>,
): string | undefined {
  const value = body === undefined ? undefined : jsonIn(body);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // An optional body that is no object is ignored.
  if (!required && !isObject) return undefined;
  if (headers['content-encoding'] !== undefined) return undefined;
  const type = String(headers['content-type']).replace(/ *;.*/, '').toLowerCase();
  const described = content[type];
  if (described === undefined) return `the body was ${type}`;
  const mistake = requests.mistakeIn(described.schema, value);
  return mistake === undefined ? undefined : `the body did not fit: ${mistake}: ${String(body).slice(0, 500)}`;
}

function jsonIn(body: string | Buffer): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

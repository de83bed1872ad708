import type { Answer } from '../answer-reader.ts';
import type { Expected, PlannedRequest } from './planned-request.ts';

/** Describes the mistake in a response; undefined if there is none. The body is checked only if `isSample` is true. */
export function mistakeIn(
  { expected }: PlannedRequest,
  { status, body }: Answer,
  isSample: boolean,
): string | undefined {
  if (status !== expected.status) return `answered ${status}, not ${expected.status}: ${body.toString().slice(0, 200)}`;
  if (!isSample) return undefined;
  const text = body.toString();
  if (isAsExpected(text, expected)) return undefined;
  return `answered a wrong body, not ${JSON.stringify(expected)}: ${text.slice(0, 200)}`;
}

function isAsExpected(text: string, { count, has }: Expected): boolean {
  const body = parse(text);
  if (count === undefined) return matches(body, has);
  return Array.isArray(body) && body.length === count && body.every((task, i) => i > 0 || matches(task, has));
}

function matches(body: unknown, has: Expected['has']): boolean {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(has).every(([name, value]) => fields[name] === value);
}

/** Parses JSON; returns undefined for invalid JSON, so that the body matches no expected body. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

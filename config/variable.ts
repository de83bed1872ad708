import { isIP } from 'node:net';
import * as v from 'valibot';

/** Returns the schema of a variable. An empty value means the default, as in a shell's `${NAME:-default}`. */
export const variable = <S extends v.GenericSchema<string, unknown>>(schema: S, fallback: string) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => stripped(text) || fallback),
    schema,
  );

/** Returns the schema of a secret. Unlike other values, a secret keeps blanks and quotes around it. */
export const secret = (check: v.CheckAction<string, string>) => v.pipe(v.optional(v.string(), ''), check);

/** Strips blanks and quotes around a value. `docker --env-file` does not remove quotes as a shell does. */
export function stripped(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}

/** Returns the schema of a whole number in plain digits, from `min` to `max`. */
export function wholeNumber(unit: string, min: number, max: number) {
  const message = `must be a whole number${unit} from ${min} to ${max}`;
  const digits = new RegExp(`^\\d{1,${String(max).length}}$`);
  return v.pipe(
    v.string(),
    v.regex(digits, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** The schema of an address to listen on. An IPv6 address may be in brackets, as in a URL. */
export const host = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/^\[(.*:.*)\]$/, '$1')),
  v.check(
    (text) => isIP(text) !== 0 || /^[\w-]+(\.[\w-]+)*\.?$/.test(text),
    'must be a host name or an IP address; the port belongs in PORT',
  ),
);

import { isIP } from 'node:net';
import * as v from 'valibot';

/** A variable that is set but empty counts as unset, as it does to a shell's `${NAME:-default}`. */
export const variable = <S extends v.GenericSchema<string, unknown>>(schema: S, fallback: string) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => bare(text) || fallback),
    schema,
  );

/** A value without blanks around it, and without quotes, which `docker --env-file` does not take away as a shell does. */
export function bare(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}

/** A number in as many digits as the largest has, or fewer. */
export function wholeNumber(of: string, least: number, most: number) {
  const message = `must be a whole number${of} from ${least} to ${most}`;
  const digits = new RegExp(`^\\d{1,${String(most).length}}$`);
  return v.pipe(
    v.string(),
    v.regex(digits, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

/** What to listen on. An IP address of version 6 may stand in brackets, as in a URL. */
export const host = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/^\[(.*:.*)\]$/, '$1')),
  v.check(
    (text) => isIP(text) !== 0 || /^[\w-]+(\.[\w-]+)*\.?$/.test(text),
    'must be a host name or an IP address, without a port',
  ),
);

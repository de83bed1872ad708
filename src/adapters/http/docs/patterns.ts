// Regular expressions for the OpenAPI description. They work in ECMA-262, with and without the flag `u`, and in
// Python's `re`. So they have no `\p{…}`, no flags, and, except BLANK_PAST_FFFF, no character range past U+FFFF.

/** Any character that can be stored: not NUL, and not a lone surrogate. */
const CHARACTER = '(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])';

/** The blank characters up to U+FFFF: white space, default ignorables, and the blank braille pattern. */
const BLANK =
  '\\t-\\r \\u0085\\u00a0\\u00ad\\u034f\\u061c\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u2000-\\u200f' +
  '\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8';

/** The blank characters past U+FFFF, unescaped, because ECMA-262 and Python have no common escape for them. */
const BLANK_PAST_FFFF = '\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}';

export const TEXT_PATTERN = `^${CHARACTER}*$`;

/** A character that can be stored and is no control character. */
const NO_CONTROL = '(?:[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])';

/** Text with a visible character. This pattern treats all characters past U+FFFF as visible. */
const SHOWING = `[${BLANK}]*(?:[^\\u0000\\ud800-\\udfff${BLANK}]|[\\ud800-\\udbff][\\udc00-\\udfff])${CHARACTER}*`;

/**
 * Text that can be stored and has a visible character. Swagger UI and some generated clients compile `pattern` without
 * the flag `u`, so ranges past U+FFFF are in `not`. Only validators read `not`, and validators use the flag.
 */
export const VISIBLE_TEXT = { pattern: `^${SHOWING}$`, not: { pattern: `^[${BLANK}${BLANK_PAST_FFFF}]*$` } };

/** Text as in {@link VISIBLE_TEXT}, or the empty string. */
export const VISIBLE_OR_EMPTY = { pattern: `^(?:${SHOWING})?$`, not: { pattern: `^[${BLANK}${BLANK_PAST_FFFF}]+$` } };

/** Text without control characters that has a visible character. */
export const VISIBLE_LINE = { pattern: `^${NO_CONTROL}+$`, not: VISIBLE_TEXT.not };

/** A UUID in lower or upper case. */
export const UUID_PATTERN = '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

const TAG = '(?:W/)?"[!#-~\\u0080-\\u00ff]*"';

/** `*`, or a list of entity tags. The list and its elements may be empty (RFC 9110 sections 5.6.1.2 and 8.8.3). */
export const ENTITY_TAGS = {
  type: 'string',
  pattern: `^(?:\\*|[ \\t,]*|[ \\t,]*${TAG}[ \\t]*(?:,[ \\t,]*${TAG}[ \\t]*)*(?:,[ \\t,]*)?)$`,
  examples: ['"3"', '*'],
};

/** An `Idempotency-Key` of 1 to 255 characters: bare, or as a quoted string with or without parameters. */
export const IDEMPOTENCY_KEY_PATTERN = '^(?:[!#-~][!-~]{0,254}|"(?:[!#-\\[\\]-~]|\\\\["\\\\]){1,255}"(?: *;[ -~]*)?)$';

/** A day, a local time, or a time in a zone. The pattern does not check that the day exists. */
export const DATE_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?(?:Z|\\[[A-Za-z][A-Za-z0-9_+/-]*\\])?)?$';

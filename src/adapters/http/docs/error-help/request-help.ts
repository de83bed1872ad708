import type { Help } from './help.ts';

/** The help on `/docs` for malformed requests and invalid fields. */
export const REQUEST_HELP = {
  bad_request: {
    when: 'The request is not HTTP, its address cannot be decoded, its `Host` is missing or invalid, or a header such as `If-Match`, `Idempotency-Key` or `Last-Event-ID` is malformed.',
    remedy: 'Correct what `detail` names. Sending the same request again gets the same answer.',
  },
  malformed_json: {
    when: 'The body is empty, is not JSON in UTF-8, or repeats a key in an object.',
    remedy: 'Send valid JSON, and `Content-Type` only with a body.',
  },
  validation_failed: {
    when: 'A parameter or a field of the body breaks a rule.',
    remedy: 'Correct every mistake that `detail` lists: `loc` leads to the field, `msg` says the rule.',
  },
  unsupported_media_type: {
    when: 'The body is not `application/json` in UTF-8, or is compressed in an unknown way. A `PATCH` may also be `application/merge-patch+json`.',
    remedy:
      'Set `Content-Type: application/json`. `Accept-Patch` and `Accept-Encoding` of the answer tell what is supported.',
  },
  not_found: {
    when: 'No route has this path.',
    remedy:
      'Compare the path with this page, its case included. If the service is public under a path, begin with that.',
  },
  method_not_allowed: {
    when: 'The path exists, but not with this method.',
    remedy: 'Use one of the methods in `Allow`.',
  },
  body_too_large: {
    when: 'The body is larger than 1 MiB, as sent or after decompression.',
    remedy: 'Send several smaller requests.',
  },
  uri_too_long: {
    when: 'The address is longer than 8 KiB.',
    remedy: 'Shorten the query, for example a long `filter`.',
  },
  headers_too_large: {
    when: 'The headers are larger than 16 KiB, or there are more than 100.',
    remedy: 'Send fewer or shorter headers. Often a large cookie of another service is the cause.',
  },
  expectation_failed: {
    when: '`Expect` has another value than `100-continue`.',
    remedy: 'Omit `Expect`.',
  },
  request_timeout: {
    when: 'The headers had not arrived after 9.5 seconds, or the whole request after 29.5 seconds.',
    remedy: 'Send it again, with the same `Idempotency-Key` if it changes something.',
  },
} as const satisfies Record<string, Help>;

// https://www.w3.org/TR/trace-context/#traceparent-header: a higher version may have more fields after the flags, version
// ff is invalid, and so is an id of zeros.
export const TRACEPARENT =
  /^(?:00-(?=.{52}$)|(?!00|ff)[0-9a-f]{2}-)(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;

/** The ids of the trace that a request is part of. The log lines of the request have fields with the same names. */
export interface TraceContext {
  readonly trace_id: string;
  /** The id of the caller's span. */
  readonly span_id: string;
}

/** Returns the ids in a `traceparent` header. Ignores an invalid header, as the W3C requires, and returns undefined. */
export function parseTraceparent(header: string): TraceContext | undefined {
  const [, trace_id, span_id] = TRACEPARENT.exec(header) ?? [];
  return trace_id === undefined || span_id === undefined ? undefined : { trace_id, span_id };
}

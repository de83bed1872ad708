// https://www.w3.org/TR/trace-context/#traceparent-header. Of a higher version, what comes after the flags is unknown, and
// is let be; there never is a version ff, and an id of nothing but zeros is none.
export const TRACEPARENT =
  /^(?:00-(?=.{52}$)|(?!00|ff)[0-9a-f]{2}-)(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;

/** Which trace a request is part of, in the names that the log has for it. */
export interface TraceContext {
  readonly trace_id: string;
  /** What the request was sent in. */
  readonly span_id: string;
}

/** Reads `traceparent`. What is not valid is as if it were not there, as the recommendation has it. */
export function parseTraceparent(header: string): TraceContext | undefined {
  const [, trace_id, span_id] = TRACEPARENT.exec(header) ?? [];
  return trace_id === undefined || span_id === undefined ? undefined : { trace_id, span_id };
}

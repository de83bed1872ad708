import { type Logger, symbols } from 'pino';
import type { TraceContext } from './trace-context.ts';

/** A request that has ended. */
interface EndedRequest {
  readonly id: string;
  readonly trace: TraceContext | undefined;
  readonly method: string;
  /** The pattern of the path; null if no route matched. */
  readonly route: string | null;
  /** The status of the response; null if the client disconnected before one was sent. */
  readonly status: number | null;
  /** The duration in milliseconds. */
  readonly ms: number;
  /** True if the client disconnected before it had the whole response. */
  readonly isAborted: boolean;
}

/** The parts of a logger that pino exports as symbols, without a type. */
interface PinoParts {
  /** The text of the fields of every line, each with a comma before it. */
  readonly [symbols.chindingsSym]: string;
  readonly [symbols.streamSym]: { write(line: string): void };
  /** Returns the text of the field `time`, with a comma before it. */
  readonly [symbols.timeSym]: () => string;
}

/**
 * Returns a function that logs a request as `log.info` would. pino builds a line field by field, with a decision about
 * each field's type: that took 2.7 µs a request, a tenth of a GET, and joining the known fields takes 0.7 µs.
 */
export function createRequestLog(log: Logger): (request: EndedRequest) => void {
  const parts = log as unknown as PinoParts;
  const begin = `{"level":${log.levels.values.info}`;
  return ({ id, trace, method, route, status, ms, isAborted }) => {
    if (!log.isLevelEnabled('info')) return;
    const ids = `"id":${JSON.stringify(id)}${trace === undefined ? '' : `,${JSON.stringify(trace).slice(1, -1)}`}`;
    const fields = `${ids},"method":${JSON.stringify(method)},"route":${JSON.stringify(route)},"status":${status},"ms":${ms}`;
    const end = isAborted ? ',"aborted":true,"msg":"request"}\n' : ',"msg":"request"}\n';
    parts[symbols.streamSym].write(`${begin}${parts[symbols.timeSym]()}${parts[symbols.chindingsSym]},${fields}${end}`);
  };
}

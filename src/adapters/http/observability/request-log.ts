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
  /** The text of the fields that every log line has, each with a comma before it. */
  readonly [symbols.chindingsSym]: string;
  readonly [symbols.streamSym]: { write(line: string): void };
  /** Returns the text of the field `time`, with a comma before it. */
  readonly [symbols.timeSym]: () => string;
}

/**
 * Returns a function that logs a request. The line is the same as that of `log.info`, as long as the logger has no other
 * options than those in `src/adapters/system/log.ts`. pino decides for each field how to write it, which is slower
 * (`docs/decisions.md`).
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

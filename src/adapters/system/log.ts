import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';
import { instant } from '../../domain/instant.ts';
import { timestamp } from './timestamp.ts';

/** The longest time for which a log line is buffered, in milliseconds. */
const FLUSH_MS = 10;

/**
 * The most bytes written at once. Workers share one output, and a pipe never mixes a write of at most PIPE_BUF bytes
 * with others (POSIX, `write`). PIPE_BUF is 4,096 on Linux, and at least 512 elsewhere. A longer line is written alone.
 */
const MAX_WRITE = 4_096;

/**
 * Returns the options of the log. The lines of requests use only `level`, `base` and `timestamp`: another option, such as
 * `redact`, must be added to `src/adapters/http/observability/request-log.ts`, too.
 */
export function logOptions(level: string, environment: string): LoggerOptions {
  return { level, base: { environment }, timestamp: time, serializers: { err: withoutRow } };
}

/** Returns a log on standard output: readable lines on a terminal, otherwise one JSON object a line. */
export function createLog(level: string, environment: string): Logger {
  const options = logOptions(level, environment);
  if (!process.stdout.isTTY) return pino(options, buffered(pino.destination({ fd: 1, sync: true })));
  return pino(
    options,
    pretty({ ignore: 'environment', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true }),
  );
}

/**
 * Removes the fields of a PostgreSQL error that may contain values of a row or parameters, such as a title or a
 * secret's hash.
 */
function withoutRow(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { detail, where, internalQuery, ...fields }: Record<string, unknown> = { ...stdSerializers.err(error) };
  return fields;
}

function time(): string {
  return `,"time":"${timestamp(instant(Date.now()))}"`;
}

/**
 * Buffers log lines, because writing each line by itself takes a tenth of the time of a request. When the process
 * exits, it writes the buffered lines. If it is killed, they are lost.
 */
function buffered(destination: DestinationStream): DestinationStream {
  let writes: string[] = [];
  let room = 0;
  const flush = () => {
    for (const lines of writes) destination.write(lines);
    writes = [];
    room = 0;
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (writes.length === 0) setTimeout(flush, FLUSH_MS);
      const size = Buffer.byteLength(line);
      if (size <= room) writes[writes.length - 1] += line;
      else writes.push(line);
      room = (size <= room ? room : MAX_WRITE) - size;
    },
  };
}

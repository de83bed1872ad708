import { type Logger, type LoggerOptions, pino } from 'pino';
import pretty from 'pino-pretty';

/** A log on standard output: for people on a terminal, else one JSON object a line. */
export function createLog(level: string, environment: string): Logger {
  const options: LoggerOptions = { level, base: { environment }, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stdout.isTTY) return pino(options);
  return pino(
    options,
    pretty({ ignore: 'environment', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true }),
  );
}

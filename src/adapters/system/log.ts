import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import pretty from 'pino-pretty';

/** A log on standard output: for people on a terminal, else one JSON object a line. */
export function createLog(level: string, environment: string): Logger {
  const options: LoggerOptions = { level, base: { environment }, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stdout.isTTY) return pino(options, together(pino.destination({ fd: 1, sync: true })));
  return pino(
    options,
    pretty({ ignore: 'environment', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true }),
  );
}

/** Writes the lines of one turn of the event loop together, once it is over, or when the process ends before. */
function together(destination: DestinationStream): DestinationStream {
  let lines = '';
  const write = () => {
    if (lines !== '') destination.write(lines);
    lines = '';
  };
  process.on('exit', write);
  return {
    write(line) {
      if (lines === '') setImmediate(write);
      lines += line;
    },
  };
}

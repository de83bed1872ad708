import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import pretty from 'pino-pretty';
import { instant } from '../../domain/instant.ts';
import { timestamp } from './timestamp.ts';

/** How long a line may wait for others to be written with, in milliseconds. */
const WAIT = 10;

/** A log on standard output: for people on a terminal, else one JSON object a line. */
export function createLog(level: string, environment: string): Logger {
  const options: LoggerOptions = { level, base: { environment }, timestamp: time };
  if (!process.stdout.isTTY) return pino(options, buffered(pino.destination({ fd: 1, sync: true })));
  return pino(
    options,
    pretty({ ignore: 'environment', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true }),
  );
}

function time(): string {
  return `,"time":"${timestamp(instant(Date.now()))}"`;
}

/**
 * Writes lines buffered, as to write each by itself is a tenth of what an answer costs. A process that ends writes what is
 * left; only one that is killed does not.
 */
function buffered(destination: DestinationStream): DestinationStream {
  let lines = '';
  const write = () => {
    if (lines !== '') destination.write(lines);
    lines = '';
  };
  process.on('exit', write);
  return {
    write(line) {
      if (lines === '') setTimeout(write, WAIT);
      lines += line;
    },
  };
}

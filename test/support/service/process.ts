import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROGRAM } from './program.ts';

/** A running service process, started as by `make start`. */
export interface ServiceProcess {
  readonly pid: number;
  readonly child: ChildProcessWithoutNullStreams;
  /** Returns the output of the process on standard error so far. */
  readonly errors: () => string;
  /** Resolves with the first log line, past or future, with this message and these fields. */
  line(message: string, fields?: Readonly<Record<string, unknown>>): Promise<LogLine>;
  /** Resolves with all log lines with this message and these fields, once there are at least `count`. */
  lines(message: string, count: number, fields?: Readonly<Record<string, unknown>>): Promise<LogLine[]>;
  /** Resolves with the URL of the service once it listens. */
  listening(): Promise<string>;
  /** Resolves with the exit status, or with the signal that ended the process. */
  readonly gone: Promise<number | NodeJS.Signals>;
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

const running = new Set<ChildProcessWithoutNullStreams>();

/** Starts the service on a free port, with one worker unless the environment says otherwise. */
export function startProcess(environment: Record<string, string>, ...args: string[]): ServiceProcess {
  const env = { PATH: process.env.PATH, PORT: '0', WORKERS: '1', ENVIRONMENT: 'test', ...environment };
  const [command, ...before] = PROGRAM;
  const child = spawn(command, [...before, ...args], { env });
  running.add(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const logged: LogLine[] = [];
  const log = createInterface({ input: child.stdout });
  log.on('line', (line) => logged.push(JSON.parse(line)));
  const gone = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });

  async function lines(message: string, count: number, fields = {}): Promise<LogLine[]> {
    const wanted = Object.entries({ ...fields, msg: message });
    for (;;) {
      const found = logged.filter((line) => wanted.every(([name, value]) => line[name] === value));
      if (found.length >= count) return found;
      const ended = await Promise.race([once(log, 'line').then(() => false), gone.then(() => true)]);
      if (ended)
        throw new Error(`the service exited before it logged "${message}": ${errors}${JSON.stringify(logged)}`);
    }
  }

  const line = async (message: string, fields = {}) => (await lines(message, 1, fields))[0] as LogLine;

  return {
    pid: child.pid as number,
    child,
    errors: () => errors,
    line,
    lines,
    listening: async () => (await line('listening')).address as string,
    gone,
  };
}

/** Kills the processes that failed tests have left behind. */
export function killProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.on('exit', killProcesses);

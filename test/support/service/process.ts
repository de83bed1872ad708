import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The service as a process of its own, started as `make start` starts it. */
export interface ServiceProcess {
  readonly pid: number;
  readonly child: ChildProcessWithoutNullStreams;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  /** Resolves with a line of its log, past or to come, that has this message and these fields. */
  line(message: string, fields?: Readonly<Record<string, unknown>>): Promise<LogLine>;
  /** Resolves with all such lines so far, when there are so many. */
  lines(message: string, count: number, fields?: Readonly<Record<string, unknown>>): Promise<LogLine[]>;
  /** Resolves when it listens, with the address. */
  listening(): Promise<string>;
  /** Resolves when it is gone, with its exit status or the signal that ended it. */
  readonly gone: Promise<number | NodeJS.Signals>;
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

const running = new Set<ChildProcessWithoutNullStreams>();

export function startProcess(environment: Record<string, string>, ...args: string[]): ServiceProcess {
  const env = { PATH: process.env.PATH, PORT: '0', WORKERS: '1', ENVIRONMENT: 'test', ...environment };
  const child = spawn(process.execPath, ['src/main.ts', ...args], { env });
  running.add(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const said: LogLine[] = [];
  const log = createInterface({ input: child.stdout });
  log.on('line', (line) => said.push(JSON.parse(line)));
  const gone = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });

  async function lines(message: string, count: number, fields = {}): Promise<LogLine[]> {
    const wanted = Object.entries({ ...fields, msg: message });
    for (;;) {
      const found = said.filter((line) => wanted.every(([name, value]) => line[name] === value));
      if (found.length >= count) return found;
      const ended = await Promise.race([once(log, 'line').then(() => false), gone.then(() => true)]);
      if (ended) throw new Error(`gone before it said "${message}": ${errors}${JSON.stringify(said)}`);
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

/** Ends what a test that failed has left running. */
export function killProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.on('exit', killProcesses);

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The service as a process of its own, started as `make start` starts it. */
export interface ServiceProcess {
  readonly pid: number;
  readonly child: ChildProcessWithoutNullStreams;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  /** Resolves with a line of its log, past or to come, that has this message. */
  line(message: string): Promise<LogLine>;
  /** Resolves when it listens, with the address. */
  listening(): Promise<string>;
  /** Resolves when it is gone, with its exit status or the signal that ended it. */
  readonly gone: Promise<number | NodeJS.Signals>;
}

type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

const running = new Set<ChildProcessWithoutNullStreams>();

export function startProcess(environment: Record<string, string>, ...args: string[]): ServiceProcess {
  const env = { PATH: process.env.PATH, PORT: '0', ENVIRONMENT: 'test', ...environment };
  const child = spawn(process.execPath, ['src/main.ts', ...args], { env });
  running.add(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines: LogLine[] = [];
  const log = createInterface({ input: child.stdout });
  log.on('line', (line) => lines.push(JSON.parse(line)));
  const gone = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });

  async function line(message: string): Promise<LogLine> {
    for (;;) {
      const found = lines.find(({ msg }) => msg === message);
      if (found !== undefined) return found;
      const ended = await Promise.race([once(log, 'line').then(() => false), gone.then(() => true)]);
      if (ended) throw new Error(`gone before it said "${message}": ${errors}${JSON.stringify(lines)}`);
    }
  }

  return {
    pid: child.pid as number,
    child,
    errors: () => errors,
    line,
    listening: async () => (await line('listening')).address as string,
    gone,
  };
}

/** Ends what a test that failed has left running. */
export function killProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.on('exit', killProcesses);

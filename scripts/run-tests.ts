import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

// Runs all tests in two mocha processes at the same time, because many tests wait for processes that they start. Prints
// the output of the first process, then that of the second. The last line has the totals of both.

/** The tests of the second mocha process. They start services, browsers and installations, and wait for them. */
const SECOND = 'test/{process,install,tools,web,deploy}/**/*.test.ts';

/** The last line that a mocha process prints; see test/support/reporter.cjs. */
const TOTALS = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Run {
  /** Prints the output of mocha so far, and further output as it arrives. Resolves when mocha has ended. */
  show(): Promise<Outcome>;
}

const second = new Set(globSync(SECOND));
const files = [...globSync('test/**/*.test.ts')].toSorted();
const runs = [startMocha(files.filter((file) => !second.has(file)))];
if (process.env.CI !== undefined) {
  for (const script of ['scripts/install-chromium', 'scripts/install-servers'])
    await once(spawn('sh', [script], { stdio: 'inherit' }), 'exit');
}
runs.push(startMocha(files.filter((file) => second.has(file))));
const outcomes: Outcome[] = [];
for (const run of runs) outcomes.push(await run.show());
const sum = (name: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[name], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
print(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

/** Starts mocha on these test files. Keeps its output in memory until `show` is called. */
function startMocha(specs: readonly string[]): Run {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...specs], { stdio: [...stdio] });
  endWithThis(child);
  const waiting: string[] = [];
  let write = (line: string): unknown => waiting.push(line);
  let totals: Outcome | undefined;
  createInterface({ input: child.stdout as Readable }).on('line', (line) => {
    const [, passed, failed, skipped = 0] = TOTALS.exec(line) ?? [];
    if (passed === undefined) write(line);
    else totals = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
  });
  const ended = once(child, 'close');
  return {
    async show() {
      for (const line of waiting) print(line);
      write = print;
      const [code, signal] = await ended;
      return outcomeOf(totals, code ?? signal);
    },
  };
}

/** Returns the outcome of a mocha process. If its exit status does not fit its totals, adds one failure. */
function outcomeOf(totals: Outcome | undefined, status: number | string): Outcome {
  const { passed, failed, skipped } = totals ?? { passed: 0, failed: 0, skipped: 0 };
  if (totals !== undefined && (status === 0) === (failed === 0)) return totals;
  print(`A mocha process ended with ${status}${totals === undefined ? ' before its totals' : ''}.`);
  return { passed, failed: failed + 1, skipped };
}

/** Ends a child process when this process ends, even if a signal ends this process. */
function endWithThis(child: ChildProcess): void {
  process.on('exit', () => child.kill());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

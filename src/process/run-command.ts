import { exitBecause } from './exit-because.ts';

/** Milliseconds between two lines of progress on a terminal. */
const REPORT_INTERVAL = 100;

/**
 * Runs a command and prints its result. A failure is one line and an exit status. The first signal exits with the status of a
 * shell; exit handlers run, unlike by default.
 *
 * @param problem begins the line of a failure
 * @param work gets a function that shows progress on a terminal
 */
export async function runCommand(
  problem: string,
  work: (report: (text: string) => void) => Promise<string>,
): Promise<void> {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const { stderr } = process;
  let reported = 0;
  const clear = () => stderr.write(stderr.isTTY && reported > 0 ? '\r\x1b[K' : '');
  const report = (text: string) => {
    if (!stderr.isTTY || performance.now() - reported < REPORT_INTERVAL) return;
    clear();
    stderr.write(text);
    reported = performance.now();
  };
  const result = await work(report).catch((error) => {
    clear();
    return exitBecause(problem)(error);
  });
  clear();
  stderr.write(`${result}\n`);
}

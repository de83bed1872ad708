import { EXIT_CODES, exitOf } from '../exit-codes.ts';

/** The minimum time between two updates of the progress line on a terminal, in milliseconds. */
const REPORT_INTERVAL = 100;

/**
 * Runs a command and prints its result. If the command fails, prints one line and exits with the code of the error.
 * SIGINT and SIGTERM exit with 128 plus the number of the signal, as in a shell, and run exit handlers, which Node's
 * default does not.
 *
 * @param problem the start of the line that is printed if the command fails
 * @param work runs the command; `report` shows its progress on a terminal
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
    stderr.write(`${problem}: ${error.message}\n`);
    process.exit(EXIT_CODES[exitOf(error)].code);
  });
  clear();
  stderr.write(`${result}\n`);
}

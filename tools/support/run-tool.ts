import { SettingsError } from './settings.ts';

class Interrupted extends Error {}

/**
 * Runs a program, disposes of its resources even after an error, SIGINT or SIGTERM, and exits.
 *
 * @param main receives a stack for its resources, and may resolve with an exit status
 */
export async function runTool(main: (stack: AsyncDisposableStack) => Promise<unknown>): Promise<never> {
  const stack = new AsyncDisposableStack();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Interrupted()));
  let status = 0;
  try {
    const result = await Promise.race([main(stack), interrupted]);
    if (typeof result === 'number') status = result;
  } catch (error) {
    status = statusAfter(error);
  }
  // Ctrl-C also reaches child processes, so disposal may fail. That error does not change the status of a failed run.
  await stack.disposeAsync().catch((error) => {
    if (status === 0) status = statusAfter(error);
  });
  process.exit(status);
}

function statusAfter(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  process.stderr.write(`\n${error instanceof SettingsError ? error.message : (error as Error).stack}\n`);
  return error instanceof SettingsError ? 2 : 1;
}

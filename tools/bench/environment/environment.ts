import { SettingsError } from '../../support/settings.ts';

class Interrupted extends Error {}

/**
 * Does what is to be done, and then takes away everything that was put on the stack: also if it fails, and if it is
 * interrupted. A second interruption ends everything at once.
 *
 * @param play may resolve with an exit status
 */
export async function onStage(play: (stack: AsyncDisposableStack) => Promise<unknown>): Promise<never> {
  const stack = new AsyncDisposableStack();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Interrupted()));
  let status = 0;
  try {
    const played = await Promise.race([play(stack), interrupted]);
    if (typeof played === 'number') status = played;
  } catch (error) {
    status = statusAfter(error);
  }
  // After an interruption servers may have gone by themselves, and what they leave cannot be told goodbye.
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

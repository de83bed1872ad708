import { type Probed, Prober } from '../checks/prober.ts';
import { Environment } from '../environment/environment.ts';
import type { Drill } from './drill.ts';
import { Verdict } from './verdict.ts';

/** The verdict and duration of a drill, and its counts of health probes that got or did not get a response. */
export interface DrillResult {
  readonly verdict: Verdict;
  /** The duration of the drill, in milliseconds. */
  readonly took: number;
  readonly probed: Readonly<Record<string, Probed>>;
}

/** Runs a drill in a fresh environment. The verdict also covers crashes and unacceptable error responses. */
export async function runDrill(drill: Drill): Promise<DrillResult> {
  const started = performance.now();
  const verdict = new Verdict();
  await using environment = await (drill.startsItself
    ? Environment.open(drill.options)
    : Environment.openServing(drill.options));
  environment.checker.excuse(drill.excuses ?? [503, 504]);
  const prober = new Prober(environment);
  try {
    await drill.run(environment, verdict);
  } catch (error) {
    verdict.note(`the drill failed: ${(error as Error).stack}`, false);
  }
  await prober.stop();
  for (const { check, detail } of environment.checker.findings.slice(0, 3)) verdict.note(`${check}: ${detail}`, false);
  verdict.deny('the service crashed', environment.hasCrashed);
  verdict.deny('the service logged an unhandled error', environment.hasUnhandledError);
  return { verdict, took: performance.now() - started, probed: prober.probed };
}

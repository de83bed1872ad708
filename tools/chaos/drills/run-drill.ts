import { type Probed, Prober } from '../checks/prober.ts';
import { Stage } from '../environment/environment.ts';
import type { Drill } from './drill.ts';
import { Verdict } from './verdict.ts';

/** What came of a drill. */
export interface Drilled {
  readonly verdict: Verdict;
  /** In milliseconds. */
  readonly took: number;
  readonly probed: Readonly<Record<string, Probed>>;
}

/** Does a drill on a stage of its own, and holds against it whatever else went wrong there. */
export async function runDrill(drill: Drill): Promise<Drilled> {
  const begun = performance.now();
  const verdict = new Verdict();
  await using stage = await (drill.startsItself ? Stage.open(drill.props) : Stage.set(drill.props));
  stage.watch.excuse(drill.excuses ?? [503, 504]);
  const prober = new Prober(stage);
  try {
    await drill.run(stage, verdict);
  } catch (error) {
    verdict.note(`could not be done: ${(error as Error).stack}`, false);
  }
  await prober.stop();
  for (const { check, detail } of stage.watch.findings.slice(0, 3)) verdict.note(`${check}: ${detail}`, false);
  verdict.deny('the service ended by itself', stage.hasCrashed);
  verdict.deny('the service said that something was not handled', stage.saysUnhandled);
  return { verdict, took: performance.now() - begun, probed: prober.probed };
}

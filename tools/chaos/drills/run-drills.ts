import { someOf } from '../../support/settings.ts';
import type { Probed } from '../checks/prober.ts';
import { pageOf } from '../report/page.ts';
import { provenanceOf } from '../report/provenance.ts';
import { readRecord, saveRecord } from '../report/record.ts';
import type { Drill } from './drill.ts';
import { DRILLS } from './list.ts';
import { PROBES_PROMISE } from './probes-promise.ts';
import { type DrillResult, runDrill } from './run-drill.ts';
import { ms, Verdict } from './verdict.ts';

/** Runs the drills that `DRILL` names; if unset, all but the on-demand drills. Returns false if any drill failed. */
export async function runDrills(print: (line: string) => void): Promise<boolean> {
  const chosen = someOf(
    'DRILL',
    DRILLS.map(({ name }) => name),
  );
  const isNamed = (process.env.DRILL ?? '') !== '';
  const drills = DRILLS.filter(({ name, isOnDemand }) => chosen.includes(name) && (isNamed || !isOnDemand));
  let areKept = true;
  const results: DrillResult[] = [];
  for (const drill of drills) {
    const result = await runDrill(drill);
    results.push(result);
    printVerdict(drill.id, drill.name, result.verdict, print, result.took);
    saveFigures(drill, result.verdict, `make drills DRILL=${drill.name}`);
    areKept &&= result.verdict.isKept;
  }
  // The promise about health probes can be measured only if all drills run.
  if (isNamed) return areKept;
  const watched = probesDuring(results);
  printVerdict(PROBES_PROMISE.id, PROBES_PROMISE.name, watched, print);
  saveFigures(PROBES_PROMISE, watched, 'make drills');
  return areKept && watched.isKept;
}

function saveFigures({ id }: Pick<Drill, 'id'>, { figures, isKept }: Verdict, command: string): void {
  const record = readRecord();
  record.drills[id] = { figures, isKept, ...provenanceOf(command) };
  saveRecord(record, pageOf(record));
}

function printVerdict(id: string, name: string, verdict: Verdict, print: (line: string) => void, took = 0): void {
  const time = took === 0 ? '' : ` (${Math.round(took / 1000)} s)`;
  print(`${verdict.isKept ? '✓' : '✗'} ${id} ${name}${time}`);
  for (const figure of verdict.figures) print(`    ${verdict.broken.includes(figure) ? '✗ ' : ''}${figure}`);
}

function probesDuring(results: readonly DrillResult[]): Verdict {
  const verdict = new Verdict();
  for (const path of ['/metrics', '/livez']) {
    const probed = results.map((each) => each.probed[path] as Probed);
    const answered = probed.reduce((sum, each) => sum + each.answered, 0);
    const missed = probed.reduce((sum, each) => sum + each.missed, 0);
    const slowest = Math.max(...probed.map((each) => each.slowest));
    verdict.note(
      `${path}: ${answered.toLocaleString('en')} of ${(answered + missed).toLocaleString('en')} answered, the slowest in ${ms(slowest)}`,
      missed === 0,
    );
  }
  return verdict;
}

import { someOf } from '../../support/settings.ts';
import type { Probed } from '../checks/prober.ts';
import { provenanceOf } from '../report/machine.ts';
import { pageOf } from '../report/page.ts';
import { keepRecord, readRecord } from '../report/record.ts';
import type { Drill } from './drill.ts';
import { DRILLS } from './list.ts';
import { type Drilled, runDrill } from './run-drill.ts';
import { ms, Verdict } from './verdict.ts';
import { WATCHED } from './watched.ts';

/** Does the drills that `DRILL` names, or all that are not on demand, and keeps what they measured; false if any is not kept. */
export async function doDrills(say: (line: string) => void): Promise<boolean> {
  const chosen = someOf(
    'DRILL',
    DRILLS.map(({ name }) => name),
  );
  const isNamed = (process.env.DRILL ?? '') !== '';
  const drills = DRILLS.filter(({ name, isOnDemand }) => chosen.includes(name) && (isNamed || !isOnDemand));
  let areKept = true;
  const all: Drilled[] = [];
  for (const drill of drills) {
    const drilled = await runDrill(drill);
    all.push(drilled);
    tell(drill.id, drill.name, drilled.verdict, say, drilled.took);
    keep(drill, drilled.verdict, `make drills DRILL=${drill.name}`);
    areKept &&= drilled.verdict.isKept;
  }
  // What was watched during one drill says little.
  if (isNamed) return areKept;
  const watched = watchedDuring(all);
  tell(WATCHED.id, WATCHED.name, watched, say);
  keep(WATCHED, watched, 'make drills');
  return areKept && watched.isKept;
}

function keep({ id }: Pick<Drill, 'id'>, { figures, isKept }: Verdict, command: string): void {
  const record = readRecord();
  record.drills[id] = { figures, isKept, ...provenanceOf(command) };
  keepRecord(record, pageOf(record));
}

function tell(id: string, name: string, verdict: Verdict, say: (line: string) => void, took = 0): void {
  const time = took === 0 ? '' : ` (${Math.round(took / 1000)} s)`;
  say(`${verdict.isKept ? '✓' : '✗'} ${id} ${name}${time}`);
  for (const figure of verdict.figures) say(`    ${verdict.broken.includes(figure) ? '✗ ' : ''}${figure}`);
}

function watchedDuring(all: readonly Drilled[]): Verdict {
  const verdict = new Verdict();
  for (const path of ['/metrics', '/livez']) {
    const probed = all.map((each) => each.probed[path] as Probed);
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

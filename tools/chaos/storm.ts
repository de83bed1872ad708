import { Environment } from './environment/environment.ts';
import type { InjectedFault } from './nemesis.ts';
import { stormPicture } from './report/storm-picture.ts';
import type { ChaosSettings } from './settings.ts';
import { type Round, runRound, seedOf } from './storm-round.ts';

/** Of a round, in seconds: what clients did in it is kept until it is checked, and then forgotten. */
const ROUND_SECONDS = 60;
const MIN_ROUND_SECONDS = 5;

/** What was done by a fault, all over the storm. */
interface FaultTally {
  count: number;
  /** The longest time until a write succeeded again, in milliseconds. */
  slowest: number;
}

/** What came of a storm, of which only sums are kept, however long it was. */
export interface StormTotals {
  rounds: number;
  changes: number;
  breaches: number;
  readonly faults: Record<string, FaultTally>;
}

/**
 * Lets rounds of faults loose on one PostgreSQL, each on a service that was just started and on users of its own. Returns
 * what came of them all, and a picture of the first.
 */
export async function runStorm(settings: ChaosSettings, stack: AsyncDisposableStack, print: (line: string) => void) {
  const { seed, seconds, clients, workers } = settings;
  const environment = stack.use(await Environment.open({ workers }));
  const end = Date.now() + seconds * 1000;
  let picture: string | undefined;
  const totals: StormTotals = { rounds: 0, changes: 0, breaches: 0, faults: {} };
  for (let left = seconds; left >= MIN_ROUND_SECONDS; left = Math.round((end - Date.now()) / 1000)) {
    const own = { seed: seedOf(seed, totals.rounds), seconds: Math.min(ROUND_SECONDS, left), clients, print };
    print(`\nRound ${totals.rounds + 1}, ${own.seconds} s, SEED=${own.seed}`);
    await environment.startService().ready();
    // Nobody asks for what was there before, and so a day of this takes no more room than a minute.
    if (totals.rounds > 0) await empty(environment);
    environment.checker.clear();
    const round = await runRound(environment, own);
    add(totals, round);
    picture ??= stormPicture(round.injected, round.timeline, own.seconds);
    printRound(round, own.seconds, workers, print);
  }
  return { totals, picture };
}

/** Empties all tables but the one that says what was migrated. */
async function empty(environment: Environment): Promise<void> {
  const tables = await environment.sql<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'mikro_orm_migrations'",
  );
  await environment.sql(`truncate ${tables.map(({ name }) => name).join(', ')}`);
}

function add(totals: StormTotals, { changes, findings, injected }: Round): void {
  totals.rounds++;
  totals.changes += changes;
  totals.breaches += findings.length;
  for (const planned of injected) addFault(totals.faults, planned);
}

function addFault(faults: Record<string, FaultTally>, { fault, firstSuccess }: InjectedFault): void {
  const tally = faults[fault.name] ?? { count: 0, slowest: 0 };
  tally.count++;
  tally.slowest = Math.max(tally.slowest, firstSuccess);
  faults[fault.name] = tally;
}

function printRound(
  { changes, retries, findings, injected, seed }: Round,
  seconds: number,
  workers: number,
  print: (line: string) => void,
): void {
  const done = `${injected.length} faults, ${changes.toLocaleString('en')} changes, ${retries.toLocaleString('en')} times "try again"`;
  print(findings.length === 0 ? `${done}: nothing was broken.` : `${done}, ${findings.length} breaches:`);
  if (findings.length === 0) return;
  for (const { check, detail } of findings.slice(0, 10)) print(`  ${check}: ${detail.slice(0, 1000)}`);
  print(`To have the same faults again: ${replayOf(seed, seconds, workers)}`);
}

/** How to have a round again. */
export function replayOf(seed: number, seconds: number, workers = 1): string {
  return `make storm SEED=${seed} SECONDS=${seconds}${workers === 1 ? '' : ` WORKERS=${workers}`}`;
}

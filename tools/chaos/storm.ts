import { Environment } from './environment/environment.ts';
import type { InjectedFault } from './nemesis.ts';
import { stormPicture } from './report/storm-picture.ts';
import type { ChaosSettings } from './settings.ts';
import { type Round, runRound, seedOf } from './storm-round.ts';

/** The duration of a round. It is short, because clients keep all their writes in memory until the round's checks. */
const ROUND_SECONDS = 60;
const MIN_ROUND_SECONDS = 5;

/** The number of times that a storm injected a kind of fault, and the slowest recovery from this fault. */
interface FaultTally {
  count: number;
  /** The longest time from the healing of the fault to a successful write, in milliseconds. */
  slowest: number;
}

/** The totals of a storm, the test with random faults: sums over its rounds, and counts for each kind of fault. */
export interface StormTotals {
  rounds: number;
  changes: number;
  breaches: number;
  readonly faults: Record<string, FaultTally>;
}

/**
 * Runs rounds of random faults on one PostgreSQL server, each with a fresh service and new users.
 *
 * Returns the totals, and a picture of the first round.
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
    // Old tasks are deleted, so that a storm of a day needs no more disk space than a storm of a minute.
    if (totals.rounds > 0) await empty(environment);
    environment.checker.clear();
    const round = await runRound(environment, own);
    add(totals, round);
    picture ??= stormPicture(round.injected, round.timeline, own.seconds);
    printRound(round, own.seconds, workers, print);
  }
  return { totals, picture };
}

/** Truncates all tables except the table of applied migrations. */
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
  const done = `${injected.length} faults, ${changes.toLocaleString('en')} changes, ${retries.toLocaleString('en')} answers 503 or 504`;
  print(findings.length === 0 ? `${done}: nothing was broken.` : `${done}, ${findings.length} breaches:`);
  if (findings.length === 0) return;
  for (const { check, detail } of findings.slice(0, 10)) print(`  ${check}: ${detail.slice(0, 1000)}`);
  print(`To repeat these faults: ${replayOf(seed, seconds, workers)}`);
}

/** Returns the shell command that repeats a round of a storm. */
export function replayOf(seed: number, seconds: number, workers = 1): string {
  return `make storm SEED=${seed} SECONDS=${seconds}${workers === 1 ? '' : ` WORKERS=${workers}`}`;
}

import { Stage } from './environment/environment.ts';
import type { Inflicted } from './nemesis.ts';
import { stormPicture } from './report/storm-picture.ts';
import type { ChaosSettings } from './settings.ts';
import { playRound, type Round, seedOf } from './storm.ts';

/** Of a round, in seconds: what clients did in it is kept until it is checked, and then forgotten. */
const ROUND = 60;
const SHORTEST = 5;

/** What was done by a fault, all over the storm. */
interface FaultTally {
  count: number;
  /** The longest time until a write succeeded again, in milliseconds. */
  slowest: number;
}

/** What came of a storm, of which only sums are kept, however long it was. */
export interface Weathered {
  rounds: number;
  changes: number;
  breaches: number;
  readonly faults: Record<string, FaultTally>;
}

/**
 * Lets rounds of faults loose on one PostgreSQL, each on a service that was just started and on users of its own. Returns
 * what came of them all, and a picture of the first.
 */
export async function totals(settings: ChaosSettings, stack: AsyncDisposableStack, say: (line: string) => void) {
  const { seed, seconds, clients, workers } = settings;
  const stage = stack.use(await Stage.open({ workers }));
  const end = Date.now() + seconds * 1000;
  let drawn: string | undefined;
  const sum: Weathered = { rounds: 0, changes: 0, breaches: 0, faults: {} };
  for (let left = seconds; left >= SHORTEST; left = Math.round((end - Date.now()) / 1000)) {
    const own = { seed: seedOf(seed, sum.rounds), seconds: Math.min(ROUND, left), clients, say };
    say(`\nRound ${sum.rounds + 1}, ${own.seconds} s, SEED=${own.seed}`);
    await stage.raise().ready();
    // Nobody asks for what was there before, and so a day of this takes no more room than a minute.
    if (sum.rounds > 0) await empty(stage);
    stage.watch.clear();
    const round = await playRound(stage, own);
    add(sum, round);
    drawn ??= stormPicture(round.inflicted, round.pulse, own.seconds);
    tell(round, own.seconds, workers, say);
  }
  return { weathered: sum, drawn };
}

/** Empties all tables but the one that says what was migrated. */
async function empty(stage: Stage): Promise<void> {
  const tables = await stage.sql<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'mikro_orm_migrations'",
  );
  await stage.sql(`truncate ${tables.map(({ name }) => name).join(', ')}`);
}

function add(sum: Weathered, { changes, findings, inflicted }: Round): void {
  sum.rounds++;
  sum.changes += changes;
  sum.breaches += findings.length;
  for (const blow of inflicted) addBlow(sum.faults, blow);
}

function addBlow(faults: Record<string, FaultTally>, { fault, firstSuccess }: Inflicted): void {
  const tally = faults[fault.name] ?? { count: 0, slowest: 0 };
  tally.count++;
  tally.slowest = Math.max(tally.slowest, firstSuccess);
  faults[fault.name] = tally;
}

function tell(
  { changes, retries, findings, inflicted, seed }: Round,
  seconds: number,
  workers: number,
  say: (line: string) => void,
): void {
  const done = `${inflicted.length} faults, ${changes.toLocaleString('en')} changes, ${retries.toLocaleString('en')} times "try again"`;
  say(findings.length === 0 ? `${done}: nothing was broken.` : `${done}, ${findings.length} breaches:`);
  if (findings.length === 0) return;
  for (const { check, detail } of findings.slice(0, 10)) say(`  ${check}: ${detail.slice(0, 1000)}`);
  say(`To have the same faults again: ${replayOf(seed, seconds, workers)}`);
}

/** How to have a round again. */
export function replayOf(seed: number, seconds: number, workers = 1): string {
  return `make storm SEED=${seed} SECONDS=${seconds}${workers === 1 ? '' : ` WORKERS=${workers}`}`;
}

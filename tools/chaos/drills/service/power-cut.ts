import { randomInt } from 'node:crypto';
import { Random } from '../../../support/random.ts';
import { cutPower } from '../../power-cut/cut-power.ts';
import { recordService, whyNoStrace } from '../../power-cut/record-service.ts';
import type { Drill } from '../drill.ts';

const CUTS = 50;
/** The number of writes: enough for SQLite to checkpoint and overwrite its write-ahead log under load. */
const WRITES = 3_500;

export const powerCut: Drill = {
  id: 'F25',
  name: 'power-cut',
  promise: 'A power cut damages no file of the embedded database, and loses no acknowledged write',
  bound: `${CUTS} cuts at random places of a recorded run, with unsynced writes lost, kept or torn: 0 damaged, 0 missing, no gap in \`seq\``,
  startsItself: true,
  async run(_environment, verdict) {
    const reason = whyNoStrace();
    if (reason !== undefined) return verdict.note(`skipped, because ${reason}`);
    const { events, acknowledged } = await recordService({ clients: 8, writes: WRITES });
    const starts = events.filter(
      (event) => event.kind === 'write' && event.file.endsWith('-wal') && event.offset === 0,
    );
    verdict.note(`the log started ${starts.length} times, one of them when idle`, starts.length > 2);
    const seed = randomInt(2 ** 32);
    const cuts = cutPower(events, CUTS, new Random(seed));
    const damaged = cuts.filter(({ damage }) => damage.length > 0);
    const known = cuts.at(-1)?.acknowledged ?? 0;
    verdict.note(
      `${acknowledged.toLocaleString('en')} acknowledged in ${events.length.toLocaleString('en')} system calls, ${known.toLocaleString('en')} before the last cut`,
      known > 0,
    );
    verdict.note(`${damaged.length} of ${CUTS} cuts damage or lose anything (SEED=${seed})`, damaged.length === 0);
    for (const { at, damage } of damaged.slice(0, 3)) verdict.note(`cut at ${at}: ${damage.join(', ')}`, false);
    const lying = cutPower(events, CUTS, new Random(seed), true).filter(({ damage }) => damage.length > 0);
    verdict.note(`${lying.length} of ${CUTS} on a disk that ignores syncs`, lying.length > 0);
  },
};

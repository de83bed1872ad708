import { onStage } from '../bench/environment/environment.ts';
import { say } from '../bench/report/progress.ts';
import { doDrills } from './drills/do-drills.ts';
import { replayOf, totals } from './fault-totals.ts';
import { provenanceOf } from './report/machine.ts';
import { pageOf } from './report/page.ts';
import { keepPicture, keepRecord, readRecord } from './report/record.ts';
import { type ChaosSettings, chaosSettings } from './settings.ts';

// What Taskport does when things go wrong: drills, which measure, and a storm, in which a seed chooses what goes wrong.
//
//     node tools/chaos/main.ts drills|storm|chaos

await onStage(async (stack) => {
  const what = process.argv[2];
  const settings = chaosSettings();
  const areKept = what === 'storm' || (await doDrills(say));
  const isWeathered = what === 'drills' || (await storm(settings, stack));
  return areKept && isWeathered ? 0 : 1;
});

async function storm(settings: ChaosSettings, stack: AsyncDisposableStack): Promise<boolean> {
  const { seed, seconds, workers } = settings;
  const command = replayOf(seed, seconds, workers);
  say(`SEED=${seed}, ${seconds} s`);
  const { weathered, drawn } = await totals(settings, stack, say);
  const { rounds, changes, breaches } = weathered;
  say(
    `\n${rounds} rounds, ${changes.toLocaleString('en')} changes, ${breaches.toLocaleString('en')} breaches. SEED=${seed}`,
  );
  const record = readRecord();
  record.storm = { ...weathered, seed, seconds, ...provenanceOf(command) };
  keepRecord(record, pageOf(record));
  if (drawn !== undefined) keepPicture(drawn);
  return breaches === 0;
}

import { printLine } from '../support/print-line.ts';
import { runTool } from '../support/run-tool.ts';
import { runDrills } from './drills/run-drills.ts';
import { pageOf } from './report/page.ts';
import { provenanceOf } from './report/provenance.ts';
import { readRecord, savePicture, saveRecord } from './report/record.ts';
import { type ChaosSettings, chaosSettings } from './settings.ts';
import { replayOf, runStorm } from './storm.ts';

// Tests Taskport under faults: a drill measures one promise in a fixed scenario, and a storm injects random faults that
// a seed determines.
//
//     node tools/chaos/main.ts drills|storm|chaos

await runTool(async (stack) => {
  const command = process.argv[2];
  const settings = chaosSettings();
  const areKept = command === 'storm' || (await runDrills(printLine));
  const isStormClean = command === 'drills' || (await stormAndRecord(settings, stack));
  return areKept && isStormClean ? 0 : 1;
});

async function stormAndRecord(settings: ChaosSettings, stack: AsyncDisposableStack): Promise<boolean> {
  const { seed, seconds, workers } = settings;
  const command = replayOf(seed, seconds, workers);
  printLine(`SEED=${seed}, ${seconds} s`);
  const { totals, picture } = await runStorm(settings, stack, printLine);
  const { rounds, changes, breaches } = totals;
  printLine(
    `\n${rounds} rounds, ${changes.toLocaleString('en')} changes, ${breaches.toLocaleString('en')} breaches. SEED=${seed}`,
  );
  const record = readRecord();
  record.storm = { ...totals, seed, seconds, ...provenanceOf(command) };
  saveRecord(record, pageOf(record));
  if (picture !== undefined) savePicture(picture);
  return breaches === 0;
}

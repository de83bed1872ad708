import { Unreachable } from './clients/client.ts';
import { render } from './report.ts';
import { parseSettings, type Settings, SettingsError } from './settings.ts';
import { torture } from './torture.ts';

/** If standard error is not a terminal, one progress line in this many is printed. */
const EVERY = 5;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const settings = parseSettings(process.env);
    process.stdout.write(`SEED=${settings.seed}, ${settings.seconds} s at ${settings.urls().join(', ')}\n\n`);
    const report = await torture({ ...settings, onProgress: showProgress() });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    process.stdout.write(render(report));
    return report.breaches.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof Unreachable)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    return 2;
  }
}

function showProgress(): NonNullable<Settings['onProgress']> {
  let lines = 0;
  return (line) => {
    lines++;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    else if (lines % EVERY === 0) process.stderr.write(`${line}\n`);
  };
}

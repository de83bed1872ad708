import { render } from '../../../tools/torture/report.ts';
import { parseSettings, SettingsError } from '../../../tools/torture/settings.ts';
import { torture } from '../../../tools/torture/torture.ts';
import { EXIT_CODES, UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';

/** The options of the torture, by which environment variable of `make torture` each stands for. */
interface TortureOptions {
  readonly url?: string;
  readonly seconds?: string;
  readonly clients?: string;
  readonly users?: string;
  readonly seed?: string;
}

/** Drives a running service, and prints what broke. The exit code is 1 if a promise was broken. */
export async function tortureService(options: TortureOptions): Promise<void> {
  const settings = settingsOf(options);
  process.stderr.write(`SEED=${settings.seed}, ${settings.seconds} s at ${settings.urls().join(', ')}\n`);
  await runCommand('Cannot torture', async (report) => {
    const result = await torture({ ...settings, onProgress: report });
    process.stdout.write(render(result));
    if (result.breaches.length === 0) return 'Every promise was kept';
    process.exitCode = EXIT_CODES.no.code;
    return `Broken promises: ${result.breaches.length}`;
  });
}

/** @throws UsageError naming every wrong option */
function settingsOf(options: TortureOptions) {
  const variables = Object.entries(options).map(([name, value]) => [name.toUpperCase(), value]);
  try {
    return parseSettings(Object.fromEntries(variables));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const mistakes = error.message.split('\n').slice(1);
    throw new UsageError(`taskport torture: ${mistakes.map((line) => `--${lowered(line.trim())}`).join('; ')}`);
  }
}

/** Returns a mistake with the name of the option at its start in place of that of the variable. */
function lowered(mistake: string): string {
  return mistake.replace(/^[A-Z_]+/, (name) => name.toLowerCase());
}

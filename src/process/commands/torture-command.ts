import { render } from '../../../tools/torture/report.ts';
import { parseSettings, SettingsError } from '../../../tools/torture/settings.ts';
import { torture } from '../../../tools/torture/torture.ts';
import { EXIT_CODES, UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';

/** The options of the command `torture`. Each is an environment variable of `make torture`, in lower case. */
interface TortureOptions {
  readonly url?: string;
  readonly seconds?: string;
  readonly clients?: string;
  readonly users?: string;
  readonly seed?: string;
}

/** Sends random requests to a running service, and checks the responses. Exits with 1 if a check fails. */
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

/** @throws UsageError that names every wrong option */
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

/** Replaces the environment variable at the start of an error text by the option, in lower case. */
function lowered(mistake: string): string {
  return mistake.replace(/^[A-Z_]+/, (name) => name.toLowerCase());
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folders in which programs are searched. Debian installs servers into `/usr/sbin`, which is not in every user's
 * `PATH`.
 */
const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin'];

/**
 * Returns the path of an installed program. If it is missing, returns undefined, and warns now and at the end of the
 * run that its tests are skipped.
 *
 * @throws Error in CI if the program is missing, although `scripts/install-servers` installs it there
 */
export function programOf(name: string, isInstalledInCi = true): string | undefined {
  const found = FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const advice = isInstalledInCi ? ', which sh scripts/install-servers installs on Debian' : '';
  const reason = `WARNING: There is no ${name} here${advice}. Tests that need it are skipped.`;
  if (process.env.CI !== undefined && isInstalledInCi) throw new Error(reason);
  const { skipReasons = new Set<string>() } = globalThis as { skipReasons?: Set<string> };
  if (!skipReasons.has(reason)) process.stderr.write(`\n  ${reason}\n`);
  Object.assign(globalThis, { skipReasons: skipReasons.add(reason) });
  return undefined;
}

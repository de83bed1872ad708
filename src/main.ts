import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { ConfigError } from '../config/config-error.ts';
import { readConfig, readStores } from '../config/env.ts';

/** An exit code of sysexits: https://man.openbsd.org/sysexits.3 */
const EX_CONFIG = 78;

// With the compile cache, every start after the first takes two thirds of the time.
enableCompileCache();

try {
  await run(...process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EX_CONFIG;
}

/** Runs a command. Imports modules late, so that a wrong configuration is reported before the service is loaded. */
async function run(command?: string, ...args: string[]): Promise<void> {
  if (command === 'copy') {
    const [from, to] = readStores(args);
    return (await import('./process/copy.ts')).copy(from, to);
  }
  const config = readConfig();
  if (command === 'migrate') await (await import('./process/serve.ts')).migrate(config);
  else if (command === 'backup') await (await import('./process/backup.ts')).backup(config, args[0]);
  else if (command === 'restore') await (await import('./process/backup.ts')).restore(config, args[0]);
  else if (command === 'user') await (await import('./process/user-command.ts')).user(config, args);
  else if (command === 'token') await (await import('./process/token-command.ts')).token(config, args);
  else if (config.workers > 1 && cluster.isPrimary)
    (await import('./process/workers/run-primary.ts')).runPrimary(config);
  else await (await import('./process/serve.ts')).serve(config);
}

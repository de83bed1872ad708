import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { ConfigError } from '../config/config-error.ts';
import { type Config, readConfig } from '../config/env.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_CONFIG = 78;

// From the second start on, the process starts in two thirds of the time.
enableCompileCache();

try {
  await start(readConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EX_CONFIG;
}

/** Imports late, so that a wrong configuration is reported before the service is loaded. */
async function start(config: Config): Promise<void> {
  if (process.argv[2] === 'migrate') await (await import('./process/serve.ts')).migrate(config);
  else if (config.workers > 1 && cluster.isPrimary)
    (await import('./process/workers/run-primary.ts')).runPrimary(config);
  else await (await import('./process/serve.ts')).serve(config);
}

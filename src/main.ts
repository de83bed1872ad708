import { enableCompileCache } from 'node:module';
import { ConfigError, readConfig } from '../config/env.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_CONFIG = 78;

// Starts a third faster from the second time on.
enableCompileCache();

try {
  const config = readConfig();
  // Only now the rest, which takes longer to load than a mistake should take to be told.
  const { migrate, serve } = await import('./serve.ts');
  await (process.argv[2] === 'migrate' ? migrate(config) : serve(config));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EX_CONFIG;
}

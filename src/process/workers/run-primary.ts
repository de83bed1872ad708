import { isatty } from 'node:tty';
import type { Config } from '../../../config/env.ts';
import { createLog } from '../../adapters/system/log.ts';
import { limitsOf } from '../limits.ts';
import { startupBanner } from '../startup-banner.ts';
import { RateLedger } from './rate-ledger.ts';
import { WorkerPool } from './worker-pool.ts';

/**
 * Runs the primary process until a signal stops it. The primary process accepts connections and passes them to its
 * workers in turn. It answers no requests, and does not load the modules that do.
 */
export async function runPrimary(config: Config): Promise<void> {
  const log = createLog(config.logLevel, config.environment).child({ pid: process.pid });
  const rates = new RateLedger(limitsOf(config));
  const pool = new WorkerPool(log, config.stopDelay * 1000, rates, (code) => process.exit(code));
  let stopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (stopping) {
      pool.kill();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
    stopping = true;
    log.info('stopping');
    await pool.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // On a terminal, SIGHUP means that the terminal was closed, and ends the process.
  if (!isatty(1)) process.on('SIGHUP', () => pool.rollingRestart());
  const address = await pool.start(config.workers);
  process.stderr.write(startupBanner(address, config));
}

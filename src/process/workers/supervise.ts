import { isatty } from 'node:tty';
import type { Config } from '../../../config/env.ts';
import { createLog } from '../../adapters/system/log.ts';
import { startupBanner } from '../startup-banner.ts';
import { WorkerPool } from './worker-pool.ts';

/**
 * Lets several processes serve on one port, until a signal says to stop. This one serves nothing: it takes connections
 * and hands them out in turn. It loads no more than that takes.
 */
export async function supervise(config: Config): Promise<void> {
  const log = createLog(config.logLevel, config.environment).child({ pid: process.pid });
  const crew = new WorkerPool(log, config.stopDelay * 1000, (code) => process.exit(code));
  let stopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (stopping) {
      crew.kill();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
    stopping = true;
    log.info('stopping');
    await crew.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // On a terminal it means that the terminal is gone, and ends this process as it would any other.
  if (!isatty(1)) process.on('SIGHUP', () => crew.rollingRestart());
  const address = await crew.start(config.workers);
  process.stderr.write(startupBanner(address, config));
}

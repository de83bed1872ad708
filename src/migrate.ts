import { readConfig } from '../config/env.ts';
import { createLog } from './adapters/system/log.ts';
import { compose } from './container.ts';
import { Store } from './ports/store.ts';

// What a deployment may do before it starts the service, which does the same by itself.
const config = readConfig();
const store = compose(config, createLog(config.logLevel, config.environment)).get(Store);
await store.open();
await store.prepare();
await store.close();

import { parseConfig } from '../../../config/env.ts';
import { HttpServer } from '../../../src/adapters/http/server/http-server.ts';
import { Database } from '../../../src/adapters/postgres/driver/database.ts';
import { createLog } from '../../../src/adapters/system/log.ts';
import { compose } from '../../../src/container.ts';
import { StoreLifecycle } from '../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../src/ports/task-repository.ts';
import { PlainTaskRepository } from './plain-task-repository.ts';

// The child process of `make cost`. It runs the service on the database whose URL is `argv[2]`. If `argv[3]` is
// `plain`, the service uses the plain repository. The process sends its URL to the parent when it listens, and answers
// each message with its processor time in microseconds.

const [, , url, kind] = process.argv;
const config = parseConfig({ DATABASE_URL: url, LOG_LEVEL: 'silent' });
const container = await compose(config, createLog(config.logLevel, config.environment));
if (kind === 'plain') {
  container.rebind(TaskRepository).toResolvedValue((database) => new PlainTaskRepository(database), [Database]);
}
await container.get(StoreLifecycle).open();
await container.get(StoreLifecycle).prepare();
process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.send?.(await container.get(HttpServer).listen(0, config.host));

import { parseConfig } from '../config/env.ts';
import { HttpServer } from '../src/adapters/http/server/http-server.ts';
import { createLog } from '../src/adapters/system/log.ts';
import { compose } from '../src/container.ts';

// Starts the service and requests its OpenAPI description, so that the output is exactly what clients get.
const config = parseConfig({ DATABASE_URL: 'memory:', LOG_LEVEL: 'silent' });
const server = (await compose(config, createLog(config.logLevel, config.environment))).get(HttpServer);
const address = await server.listen(0, '127.0.0.1');
const response = await fetch(`${address}/openapi.json`);
process.stdout.write(`${await response.text()}\n`);
await server.stop(0);

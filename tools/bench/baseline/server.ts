import cluster from 'node:cluster';
import { createServer, type IncomingMessage } from 'node:http';
import { availableParallelism } from 'node:os';
import { Refused } from './checks.ts';
import { tasks } from './tasks.ts';

// The baseline server of `make bench`: the measured part of Taskport's API, as a good team would write it by hand in an
// afternoon. It runs one prepared statement per request and one process per core. It has no change log, no idempotency
// keys and no versions.

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  const [path = '', query] = (request.url as string).split('?');
  const [, api, user = '', collection, id, action] = path.split('/');
  if (path === '/health') return [200, (await tasks.check()) && { status: 'healthy', database: 'connected' }];
  if (api !== 'api' || collection !== 'tasks') throw new Refused(404, 'Not found');
  if (!UUID.test(user) || (id !== undefined && !UUID.test(id))) throw new Refused(422, 'not a UUID');
  const route = `${request.method}${id === undefined ? '' : ' task'}${action === undefined ? '' : ` ${action}`}`;
  if (route === 'GET') return [200, await tasks.list(user, new URLSearchParams(query))];
  if (route === 'POST') return [201, await tasks.create(user, await bodyOf(request))];
  if (id === undefined) throw new Refused(405, 'Method not allowed');
  if (route === 'GET task') return [200, await tasks.get(user, id)];
  if (route === 'PUT task') return [200, await tasks.update(user, id, await bodyOf(request))];
  if (route === 'PATCH task complete') return [200, await tasks.toggle(user, id)];
  if (route === 'DELETE task') return [200, await tasks.delete(user, id)];
  throw new Refused(405, 'Method not allowed');
}

function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('error', reject).on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      try {
        const body = JSON.parse(Buffer.concat(chunks).toString());
        if (typeof body !== 'object' || body === null) reject(new Refused(422, 'The body is not an object'));
        resolve(body);
      } catch {
        reject(new Refused(400, 'The body is not JSON'));
      }
    });
  });
}

function serve(): void {
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request).catch((error): [number, unknown] => [
      error instanceof Refused ? error.status : 500,
      { detail: error.message },
    ]);
    const text = JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
    response.end(text);
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

if (cluster.isPrimary) for (let i = 0; i < availableParallelism(); i++) cluster.fork();
else serve();

import { createServer } from 'node:http';

// A server that does the least possible for a request: `node:http` with a constant response, which is as long as
// Taskport's response with a task or with 50 tasks. `make profile` compares Taskport with this server.

const TASK = JSON.stringify({
  ...{ id: '01a206d1-ff9a-748f-a961-0e25da91ff65', user_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' },
  ...{ title: 'Buy groceries for the weekend', description: 'Milk, eggs, bread, butter', completed: false },
  ...{ created_at: '2026-01-31T09:05:07.123Z', updated_at: '2026-01-31T09:05:07.123Z', completed_at: null },
  ...{ priority: 'none', tags: [], list: null, start: null, due: null },
});
const LIST = `[${Array.from({ length: 50 }, () => TASK).join(',')}]`;

createServer((request, response) => {
  request.resume();
  const body = request.method === 'GET' && (request.url as string).includes('?') ? LIST : TASK;
  const status = request.method === 'POST' ? 201 : 200;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');

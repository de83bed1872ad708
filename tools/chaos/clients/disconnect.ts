import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Random } from '../../support/random.ts';

/** Sends `count` requests and disconnects each before its response, half of them before the request is complete. */
export async function disconnect(url: string, count: number, random: Random): Promise<void> {
  const { port, hostname } = new URL(url);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const body = '{"title": "the client has disconnected"}';
      const path = `/api/${randomUUID()}/tasks`;
      const request = random.pick([
        `GET ${path}?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n`,
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        `GET ${path.replace('tasks', 'changes')}?wait=30 HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      ]);
      const part = random.chance(0.5) ? request : request.slice(0, random.between(1, request.length));
      const resets = random.chance(0.5);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(part, () => (resets ? socket.resetAndDestroy() : socket.destroy()));
      await once(socket, 'close').catch(() => {});
    }),
  );
}

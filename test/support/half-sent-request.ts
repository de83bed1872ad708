import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

const BODY = '{"title": "half now, half later"}';

/** Sends the headers and the first part of the body of a POST, and returns its socket. */
export async function beginRequest(address: string): Promise<Socket> {
  const socket = connect(portOf(address));
  const head = `POST /api/${randomUUID()}/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue`;
  socket.write(`${head}\r\nContent-Length: ${BODY.length}\r\n\r\n`);
  await once(socket, 'data');
  socket.write(BODY.slice(0, 10));
  return socket;
}

/** Sends the rest of the body, and resolves with the raw response when the service closes the connection. */
export function endRequest(socket: Socket): Promise<string> {
  socket.write(BODY.slice(10));
  return text(socket);
}

export function portOf(address: string): number {
  return Number(new URL(address).port);
}

import { connect } from 'node:net';
import { AnswerReader } from '../../support/load/answer-reader.ts';

/**
 * Sends one request repeatedly over many connections. Each connection sends it again as soon as the response has come.
 * The responses are not checked.
 *
 * @param request method and path, such as `GET /tasks`
 * @returns the number of responses
 */
export async function sendRequests(
  url: string,
  request: string,
  connections: number,
  seconds: number,
): Promise<number> {
  const { hostname, port } = new URL(url);
  const bytes = Buffer.from(`${request} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 0\r\n\r\n`);
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const run = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const reader = new AnswerReader(() => {
      count++;
      if (performance.now() < end) socket.write(bytes);
      else socket.end();
    });
    socket.on('data', (chunk: Buffer) => reader.read(chunk));
    socket.on('error', reject).on('close', () => resolve());
    return promise;
  };
  await Promise.all(Array.from({ length: connections }, run));
  return count;
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { message } from './fault-proxy.ts';

/** The PostgreSQL protocol messages AuthenticationOk and ReadyForQuery (idle). */
const CONNECTED = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);

/**
 * Opens a pooler that gives a client a session for one transaction, as PgBouncer does with `pool_mode = transaction`.
 *
 * @param order the idle session that a transaction gets: the last used session, or each session in turn
 * @returns the URL of the database through the pooler
 */
export async function openPooler(url: string, order: 'last' | 'in turn'): Promise<string> {
  const free: Duplex[] = [await openSession(url), await openSession(url)];
  const server = createServer((client) => {
    let session: Duplex | undefined;
    client.on('error', () => {});
    const serve = async (batch: Buffer) => {
      session ??= (order === 'last' ? free.pop() : free.shift()) ?? (await openSession(url));
      session.write(batch);
      for await (const reply of messagesOf(session)) {
        client.write(reply);
        if (reply[0] !== READY) continue;
        if (reply[5] === IDLE) {
          free.push(session);
          session = undefined;
        }
        return;
      }
    };
    void readBatches(client, serve);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href;
}

const [READY, IDLE, QUERY, SYNC, TERMINATE] = ['Z', 'I', 'Q', 'S', 'X'].map((letter) => letter.charCodeAt(0));

/** Splits a client's protocol messages into batches. Each batch ends with a Query or Sync message. */
async function readBatches(client: Socket, serve: (batch: Buffer) => Promise<void>): Promise<void> {
  await once(client, 'data');
  client.write(CONNECTED);
  let batch: Buffer[] = [];
  for await (const sent of messagesOf(client)) {
    if (sent[0] === TERMINATE) break;
    batch.push(sent);
    if (sent[0] !== QUERY && sent[0] !== SYNC) continue;
    await serve(Buffer.concat(batch));
    batch = [];
  }
  client.destroy();
}

async function* messagesOf(stream: Duplex): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > 4 && rest.length > rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1);
      yield rest.subarray(0, end);
      rest = rest.subarray(end);
    }
  }
}

async function openSession(url: string): Promise<Duplex> {
  const client = new pg.Client(url) as pg.Client & { readonly connection: pg.Connection };
  client.on('error', () => {});
  await client.connect();
  const { stream } = client.connection;
  return stream.removeAllListeners('data');
}

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseConfig } from '../../../../config/env.ts';
import { createSecureServer } from '../../../../src/adapters/http/edge/secure-server.ts';
import { HttpServer } from '../../../../src/adapters/http/server/http-server.ts';
import { compose } from '../../../../src/container.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { certificate, getSecurely } from './certificate.ts';

/** The first bytes of a TLS handshake record of 16 KiB that contains a ClientHello. */
const CLIENT_HELLO = '\x16\x03\x01\x40\x00\x01\x00\x3f\xfc\x03\x03';

/** Opens a connection and sends bytes. `closed` resolves when the server closes or resets the connection. */
function connected(port: number, sent: string) {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(sent, 'latin1');
  return { socket: socket.resume(), closed };
}

describe('a slow connection to a service with a TLS certificate', () => {
  let files: { cert: string; key: string };

  before(function () {
    if (spawnSync('openssl', ['version']).status !== 0) this.skip();
    const folder = certificate('slow');
    files = { cert: join(folder, 'cert'), key: join(folder, 'key') };
  });

  for (const [what, start] of [
    ['sends nothing', ''],
    ['sends a request in http byte by byte', 'GET / HTTP/1.1\r\nX: '],
    ['sends the beginning of a handshake only', '\x16\x03\x01'],
    ['sends a handshake byte by byte', CLIENT_HELLO],
  ] as const) {
    it(`is closed at the deadline for the handshake or the plain request if it ${what}`, async () => {
      const server = createSecureServer(files, {}, 50).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { socket, closed } = connected((server.address() as AddressInfo).port, start);
      const drip = what.endsWith('byte by byte') ? setInterval(() => socket.write('x'), 5) : undefined;
      await closed;
      clearInterval(drip);
      server.close();
      await once(server, 'close');
    });
  }

  it('does not delay the stop of the service beyond the grace period', async () => {
    const variables = { DATABASE_URL: 'memory:', TLS_CERT: files.cert, TLS_KEY: files.key };
    const container = await compose(parseConfig(variables), silentLog);
    const server = container.get(HttpServer);
    const url = await server.listen(0, '127.0.0.1');
    const slow = ['', 'GET / HTTP/1.1\r\n', '\x16\x03\x01', CLIENT_HELLO].map((sent) =>
      connected(Number(new URL(url).port), sent),
    );
    // The server accepts connections in order, so once it answers this request, it has accepted the slow connections.
    expect((await getSecurely(`${url}/livez`)).status).to.equal(200);
    await server.stop(0);
    await Promise.all(slow.map(({ closed }) => closed));
  });
});

import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/** The PEM files of a certificate and of its key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** The first byte of a TLS connection: a handshake record (RFC 8446 section 5.1). No method of HTTP begins with it. */
const HANDSHAKE = 0x16;

/**
 * Creates a server of https, which answers requests in http on the same port by a redirect. `node:https` is loaded late.
 *
 * @param deadline how long the first byte may take, then the handshake or the request in http, in milliseconds
 */
export function createSecureServer(
  files: TlsFiles,
  options: ServerOptions,
  deadline: number = TIMEOUTS.headers,
): Server {
  const { createServer: createHttps } = process.getBuiltinModule('node:https');
  const server = createHttps({ ...options, ...read(files), handshakeTimeout: deadline });
  const redirect = createRedirect(deadline);
  const [secure] = server.listeners('connection') as [(socket: Socket) => void];
  server.removeListener('connection', secure);
  server.on('connection', (socket) => {
    const abandon = () => socket.destroy();
    socket.setTimeout(deadline, abandon);
    socket.on('error', abandon);
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      // The client has closed the connection without a byte.
      if (first === null) {
        abandon();
        return;
      }
      socket.unshift(first);
      socket.setTimeout(0).removeListener('timeout', abandon).removeListener('error', abandon);
      if (first[0] === HANDSHAKE) secure.call(server, socket);
      else redirect.emit('connection', socket);
    });
  });
  return server;
}

/**
 * Reads the files again, for new connections.
 *
 * @throws Error if they are not a certificate and its key; the old ones then stay
 */
export function renewCertificate(server: Server, files: TlsFiles): void {
  server.setSecureContext(read(files));
}

function read({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

/** Returns a server, which is handed its connections. It sends each request to the same URL with https. */
function createRedirect(deadline: number) {
  const redirect = createServer((request, response) => {
    const { host } = request.headers;
    const isKnown = host !== undefined && URL.canParse(`https://${host}`);
    const target = isKnown && request.url?.startsWith('/') ? { Location: `https://${host}${request.url}` } : undefined;
    response.writeHead(target === undefined ? 400 : 308, { ...target, Connection: 'close', 'Content-Length': 0 }).end();
  });
  // Node checks the timeouts of a server only while it listens. A timeout of the socket would begin anew with each byte.
  redirect.on('connection', (socket) => {
    const timer = setTimeout(() => socket.destroy(), deadline);
    socket.once('close', () => clearTimeout(timer));
  });
  redirect.on('clientError', (_error, socket) => socket.destroy());
  return redirect;
}

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
 * Creates an https server that redirects plain http requests on the same port. Only this call loads `node:https`.
 *
 * @param deadline time limit for the first byte, and then for the handshake or the plain request, in milliseconds
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
      // The client has closed the connection without sending a byte.
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
 * Reloads the certificate and its key from their files. Open connections keep the old certificate.
 *
 * @throws Error if the files are not a certificate and its key; the server then keeps the old certificate
 */
export function renewCertificate(server: Server, files: TlsFiles): void {
  server.setSecureContext(read(files));
}

function read({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

/** Returns a server that redirects each request to the same URL with https. It does not listen on a port itself. */
function createRedirect(deadline: number) {
  const redirect = createServer((request, response) => {
    const { host } = request.headers;
    const isKnown = host !== undefined && URL.canParse(`https://${host}`);
    const target = isKnown && request.url?.startsWith('/') ? { Location: `https://${host}${request.url}` } : undefined;
    response.writeHead(target === undefined ? 400 : 308, { ...target, Connection: 'close', 'Content-Length': 0 }).end();
  });
  // Uses a timer of its own. Node checks the timeouts of a server only while that server listens, and a socket timeout
  // would restart with each byte.
  redirect.on('connection', (socket) => {
    const timer = setTimeout(() => socket.destroy(), deadline);
    socket.once('close', () => clearTimeout(timer));
  });
  redirect.on('clientError', (_error, socket) => socket.destroy());
  return redirect;
}

import type { Duplex } from 'node:stream';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/**
 * Closes a connection after its last reply, but reads on for TIMEOUTS.linger. The system resets a connection that is
 * closed with unread bytes, and the client may then lose the reply (RFC 9112 section 9.6).
 */
export function closeAfterReading(socket: Duplex, lastReply?: string): void {
  socket.end(lastReply);
  const timer = setTimeout(() => socket.destroy(), TIMEOUTS.linger);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
}

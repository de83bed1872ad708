import type { Duplex } from 'node:stream';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/**
 * Closes a connection after its last answer, but reads on for a moment. The system resets a connection that is closed with
 * bytes unread, and the client may then never see the answer (RFC 9112 section 9.6).
 */
export function closeAfterReading(socket: Duplex, lastAnswer?: string): void {
  socket.end(lastAnswer);
  const timer = setTimeout(() => socket.destroy(), TIMEOUTS.linger);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
}

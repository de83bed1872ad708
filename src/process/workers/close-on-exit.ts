import type { Worker } from 'node:cluster';

/**
 * Closes the connection that was last sent to a worker when the worker dies. The primary process keeps a handle of each
 * connection until the worker confirms the receipt. A dead worker never confirms, so the client would hang. After a
 * confirmation, closing the handle again does nothing.
 */
export function closeConnectionOnExit({ process: child }: Worker): void {
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  let last: { close(): void } | undefined;
  child.send = (message: unknown, connection?: unknown, ...rest: unknown[]) => {
    // In a message without a connection, this argument may be a callback.
    if (typeof connection === 'object' && connection !== null) last = connection as { close(): void };
    return send(message, connection, ...rest);
  };
  child.prependListener('exit', () => {
    // `node:cluster` would send more connections to the dead worker until it is disconnected.
    if (child.connected) child.disconnect();
    last?.close();
  });
}

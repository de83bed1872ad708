import type { Worker } from 'node:cluster';

/**
 * When a worker dies, closes the connection that was last sent to it. The primary process keeps a handle of a
 * connection until the worker confirms its receipt. A dead worker never confirms, so the client would wait forever.
 * Closing the handle again after a confirmation has no effect.
 */
export function closeConnectionOnExit({ process: child }: Worker): void {
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  let last: { close(): void } | undefined;
  child.send = (message: unknown, connection?: unknown, ...rest: unknown[]) => {
    // If the message has no connection, the second argument may be a callback.
    if (typeof connection === 'object' && connection !== null) last = connection as { close(): void };
    return send(message, connection, ...rest);
  };
  child.prependListener('exit', () => {
    // Until the worker is disconnected, `node:cluster` would send it more connections.
    if (child.connected) child.disconnect();
    last?.close();
  });
}

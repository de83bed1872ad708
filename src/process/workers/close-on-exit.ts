import type { Worker } from 'node:cluster';

/**
 * Closes the connection that was handed to a worker last, when the worker dies. `node:cluster` keeps its own copy of a
 * connection until the worker has taken it: for ever, if it has died. Closing a connection that was taken does nothing.
 */
export function closeConnectionOnExit({ process: child }: Worker): void {
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  let last: { close(): void } | undefined;
  child.send = (message: unknown, connection?: unknown, ...rest: unknown[]) => {
    // A message without a connection may have a callback in its place.
    if (typeof connection === 'object' && connection !== null) last = connection as { close(): void };
    return send(message, connection, ...rest);
  };
  child.prependListener('exit', () => {
    // Until then `node:cluster` would hand over more connections.
    if (child.connected) child.disconnect();
    last?.close();
  });
}

import type { Worker } from 'node:cluster';

/** What Node's own cluster says, as far as it matters here. */
interface Internal {
  readonly act?: string;
  readonly seq?: number;
}

/**
 * Hangs up, when a worker dies, on the client whose connection was on its way to it. Node keeps such a connection open
 * until the worker says that it has taken it, which would be for ever: so that is said in the worker's name.
 */
export function hangUpOnDeath(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  let handedOver: number | undefined;
  child.send = (message: Internal, ...rest: unknown[]) => {
    if (message.act === 'newconn') handedOver = message.seq;
    return send(message, ...rest);
  };
  // While a connection is on its way Node does not notice by itself that nobody is there, and would send more.
  child.prependListener('exit', () => {
    if (child.connected) child.disconnect();
  });
  worker.on('exit', () => {
    // Of what was answered long ago, Node takes no notice.
    child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: handedOver, accepted: true }, undefined);
  });
}

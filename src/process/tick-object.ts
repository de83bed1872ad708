import { createHook } from 'node:async_hooks';

/** Holds the object of {@link keepTickObject}, so that it is never collected. */
let kept: object | undefined;

/**
 * Keeps one of the objects that `process.nextTick` creates, and returns it. While one of them is alive, V8 keeps their
 * hidden class. Otherwise the first full garbage collections drop the hidden class. V8 then creates each such object
 * through its slow generic path, at least three times a request (`docs/decisions.md`).
 */
export function keepTickObject(): object | undefined {
  const hook = createHook({
    init(_id, type, _triggerId, resource) {
      if (type === 'TickObject') kept = resource;
    },
  });
  hook.enable();
  process.nextTick(() => {});
  hook.disable();
  return kept;
}

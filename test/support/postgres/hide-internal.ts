import pg from 'pg';

/**
 * Makes a property of an object appear undefined, even after a constructor assigns a value.
 *
 * @returns a function that restores the property
 */
export function hide(owner: object, name: string): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, get: () => undefined, set() {} });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}

/** Runs a function while `pg` lacks `getTransactionStatus()`, an internal method that `pg` itself does not need. */
export async function withoutInternal<T>(run: () => Promise<T>): Promise<T> {
  const restore = hide(pg.Client.prototype, 'getTransactionStatus');
  try {
    return await run();
  } finally {
    restore();
  }
}

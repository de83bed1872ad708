// Functions that wrap IndexedDB in promises. Code inside a transaction may await only requests of this transaction,
// because the browser completes it as soon as no request is pending.

/** Resolves with the result of an IndexedDB request. @throws DOMException if the request fails */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Resolves with the result of `work` when the transaction that `work` uses is stored. If `work` fails, nothing is
 * stored.
 */
export async function wholly<T>(transaction: IDBTransaction, work: Promise<T>): Promise<T> {
  try {
    const [result] = await Promise.all([work, ended(transaction)]);
    return result;
  } catch (error) {
    if (transaction.error === null) transaction.abort();
    throw error;
  }
}

/** Resolves when a transaction is stored. @throws DOMException if the browser cannot store it */
export function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser did not store the change'));
  });
}

// IndexedDB with promises. A transaction ends by itself as soon as code awaits anything but one of its requests.

/** Resolves with the result of an IndexedDB request. @throws DOMException if the request fails */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves with the result of `work` when its transaction is stored. If `work` fails, nothing is stored. */
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

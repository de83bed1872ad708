/** The code of a {@link NewerSchema} error. An error from a worker thread loses its class, but keeps its code. */
export const NEWER_SCHEMA = 'NEWER_SCHEMA';

/** The error that a newer release has migrated the store. This release does not know the new schema, so it stops. */
export class NewerSchema extends Error {
  readonly code = NEWER_SCHEMA;

  /**
   * @param store the name of the store
   * @param schema the schema that the store has
   * @param known the newest schema that this release knows
   */
  constructor(store: string, schema: string, known: string) {
    super(
      `${store} has schema ${schema}, and this release knows up to ${known}. Use the release that wrote it, or a newer one`,
    );
  }
}

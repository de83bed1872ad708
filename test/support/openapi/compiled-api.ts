import type { OpenApi, Operation } from '../../../src/adapters/http/docs/model.ts';
import { SchemaCache } from './schema-cache.ts';

/** An OpenAPI description and the validators of its schemas. */
export class CompiledApi {
  readonly api: OpenApi;
  /** Rejects members that the description lacks. */
  readonly responses: SchemaCache;
  /** Accepts them, because the service ignores unknown fields. */
  readonly requests: SchemaCache;

  constructor(api: OpenApi) {
    this.api = api;
    this.responses = new SchemaCache(api, true);
    this.requests = new SchemaCache(api, false);
  }
}

/** The path that a request matches. */
export interface Target {
  /** Undefined if the path has none for the method. */
  readonly operation: Operation | undefined;
  /** The path parameters by name. */
  readonly values: Readonly<Record<string, string>>;
}

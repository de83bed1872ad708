import type { OpenApi, Operation } from '../../../src/adapters/http/docs/model.ts';
import { SchemaCache } from './schema-cache.ts';

/** An OpenAPI description and the validators of its schemas. */
export class CompiledApi {
  readonly api: OpenApi;
  /** The schemas of responses. They reject members that the OpenAPI description lacks. */
  readonly responses: SchemaCache;
  /** The schemas of requests. They accept unknown members, because the service ignores unknown fields. */
  readonly requests: SchemaCache;

  constructor(api: OpenApi) {
    this.api = api;
    this.responses = new SchemaCache(api, true);
    this.requests = new SchemaCache(api, false);
  }
}

/** The path template in the OpenAPI description that the URL of a request matches. */
export interface Target {
  /** The API operation, or undefined if the path has no operation for the method of the request. */
  readonly operation: Operation | undefined;
  /** The values of the path parameters, by name. */
  readonly values: Readonly<Record<string, string>>;
}

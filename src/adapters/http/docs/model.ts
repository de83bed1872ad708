// Types for the part of OpenAPI 3.1 that this service uses: https://spec.openapis.org/oas/v3.1.1.html

export type Json = Record<string, unknown>;

export interface Ref {
  readonly $ref: string;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string } & Json;
  readonly servers: readonly Json[];
  readonly security: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Components;
}

interface Components {
  readonly schemas: Readonly<Record<string, Json>>;
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly headers: Readonly<Record<string, Header>>;
  readonly securitySchemes: Readonly<Record<string, Json>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly (Parameter | Ref)[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Ref>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: Json;
}

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, Header | Ref>>;
  readonly content?: Content;
}

export interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Json;
}

/** The schema and the examples of a body, by media type. */
export type Content = Readonly<Record<string, { readonly schema: Json; readonly examples?: Json }>>;

/** Returns the component that a reference points to. Returns a value that is not a reference unchanged. */
export function resolve<T extends object>(api: OpenApi, value: T | Ref): T {
  if (!('$ref' in value)) return value;
  const [, , kind, name] = value.$ref.split('/') as [string, string, keyof Components, string];
  return api.components[kind][name] as unknown as T;
}

import type { OpenApi, Operation } from '../../../src/adapters/http/docs/model.ts';
import type { Answered, Sent } from '../../../tools/support/exchange.ts';
import { CompiledApi, type Target } from './compiled-api.ts';
import { requestMismatch } from './request-mismatch.ts';
import { responseMismatch } from './response-mismatch.ts';

/** Checks requests and responses against the service's OpenAPI description. */
export class OpenApiChecker {
  readonly #compiled: CompiledApi;
  readonly #paths: readonly { readonly pattern: RegExp; readonly operations: Readonly<Record<string, Operation>> }[];

  constructor(api: OpenApi) {
    this.#compiled = new CompiledApi(api);
    this.#paths = Object.entries(api.paths).map(([path, operations]) => ({
      pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replace(/.$/, '$&/?')}$`),
      operations,
    }));
  }

  /**
   * Checks a response, and its request if the service accepted it.
   *
   * @throws Error that names the API operation, the status and the mismatch
   */
  check(sent: Sent, answered: Answered): void {
    const target = this.#targetOf(sent);
    const mismatch =
      responseMismatch(this.#compiled, sent, target, answered) ??
      (answered.status < 300 && target?.operation !== undefined
        ? requestMismatch(this.#compiled, sent, target.operation, target.values)
        : undefined);
    if (mismatch === undefined) return;
    const name = target?.operation?.operationId ?? 'no operation';
    throw new Error(`${name}, ${sent.method} ${sent.path}, ${answered.status}: ${mismatch}`);
  }

  #targetOf({ method, path }: Sent): Target | undefined {
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    if (path === '*') return { operation: undefined, values: {} };
    for (const { pattern, operations } of this.#paths) {
      const found = pattern.exec(path.replace(/^https?:\/\/[^/?#]*|[?#].*$/gis, ''));
      if (found !== null) return { operation: operations[name], values: found.groups ?? {} };
    }
    return undefined;
  }
}

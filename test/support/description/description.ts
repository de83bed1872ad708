import type { OpenApi, Operation } from '../../../src/adapters/http/docs/model.ts';
import type { Answered, Sent } from '../../../tools/support/exchange.ts';
import { answerMistake } from './answer-mistake.ts';
import { requestMistake } from './request-mistake.ts';
import { Schemas } from './schemas.ts';

/** The target of a request: the operation, if the path has one of this method, and the values in the path. */
export interface Place {
  readonly operation: Operation | undefined;
  readonly values: Readonly<Record<string, string>>;
}

/** Checks requests and answers against the description of the service. */
export class Description {
  readonly api: OpenApi;
  readonly answers: Schemas;
  readonly requests: Schemas;
  readonly #paths: readonly { readonly form: RegExp; readonly operations: Readonly<Record<string, Operation>> }[];

  constructor(api: OpenApi) {
    this.api = api;
    this.answers = new Schemas(api, true);
    this.requests = new Schemas(api, false);
    this.#paths = Object.entries(api.paths).map(([path, operations]) => ({
      form: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replace(/.$/, '$&/?')}$`),
      operations,
    }));
  }

  /**
   * Checks an answer, and also the request if the service accepted it.
   *
   * @throws Error that names operation, status and mistake
   */
  check(sent: Sent, answered: Answered): void {
    const place = this.#find(sent);
    const isDone = answered.status < 300 && place?.operation !== undefined;
    const mistake =
      answerMistake(this, sent, place, answered) ?? (isDone ? requestMistake(this, sent, place as Place) : undefined);
    if (mistake === undefined) return;
    const name = place?.operation?.operationId ?? 'no operation';
    throw new Error(`${name}, ${sent.method} ${sent.path}, ${answered.status}: ${mistake}`);
  }

  #find({ method, path }: Sent): Place | undefined {
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    if (path === '*') return { operation: undefined, values: {} };
    for (const { form, operations } of this.#paths) {
      const found = form.exec(path.replace(/^https?:\/\/[^/?#]*|[?#].*$/gis, ''));
      if (found !== null) return { operation: operations[name], values: found.groups ?? {} };
    }
    return undefined;
  }
}

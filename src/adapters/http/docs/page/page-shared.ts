import { type OpenApi, type Operation, type Parameter, type Response, resolve } from '../model.ts';

/** The names that every operation has in common: the page shows them once. */
export interface Shared {
  readonly parameters: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
}

export function sharedOf(api: OpenApi): Shared {
  const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods));
  const answers = operations.flatMap(({ responses }) => Object.values(responses));
  return {
    parameters: inAll(operations.map(({ parameters }) => parameters.map((one) => resolve<Parameter>(api, one).name))),
    headers: inAll(answers.map((answer) => Object.keys(resolve<Response>(api, answer).headers))),
    codes: inAll(operations.map((operation) => [...codesOf(api, operation).values()].flat())),
  };
}

/** Returns the codes of the errors that an operation may answer, by status. */
export function codesOf(api: OpenApi, { responses }: Operation): Map<string, string[]> {
  const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return new Map(
    errors.map(([status, response]) => {
      const { content = {} } = resolve<Response>(api, response);
      return [status, Object.keys(content['application/json']?.examples ?? {})];
    }),
  );
}

function inAll([first = [], ...others]: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(first.filter((name) => others.every((names) => names.includes(name))));
}

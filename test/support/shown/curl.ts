import { type Answer, ask } from '../../../tools/support/client.ts';

/** The request of a curl command. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Reads a curl command. Supports only the options that README and `/docs` use. */
export function curlRequest(command: string): CurlRequest {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const valuesOf = (name: string) => words.filter((_, i) => words[i - 1] === name);
  const headers = Object.fromEntries(valuesOf('-H').map((header) => header.split(': ') as [string, string]));
  const url = words.find((word) => word.startsWith('http')) as string;
  if (words.includes('--get')) {
    const encoded = valuesOf('--data-urlencode').map((text) =>
      text.replace(/=(.*)/s, (_, value) => `=${encodeURIComponent(value)}`),
    );
    return { method: 'GET', url: `${url}?${[...encoded, ...valuesOf('-d')].join('&')}`, headers, body: undefined };
  }
  const [body] = valuesOf('-d');
  return { method: valuesOf('-X')[0] ?? (body === undefined ? 'GET' : 'POST'), url, headers, body };
}

/** Sends the request of a curl command. */
export function curl(command: string): Promise<Answer> {
  const { method, url, headers, body } = curlRequest(command);
  return ask(method, url, { headers, body });
}

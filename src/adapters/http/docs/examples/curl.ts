import type { Sent } from './example.ts';

/** The URL and the credential in the curl commands on `/docs`. */
export interface CommandSettings {
  /** The URL of the service, without a slash at the end. */
  readonly url: string;
  /** True if the service needs a credential. Commands then send the token from the shell variable `TOKEN`. */
  readonly asksToken: boolean;
}

/** Matches a query value that needs no percent-encoding. */
const PLAIN = /^[\w.,:=*-]*$/;

/** Returns the curl command that sends a request, with one option per line. */
export function curlOf(sent: Sent, { url, asksToken }: CommandSettings): string {
  const { method, path, query = {}, headers = {}, body, isAnonymous = !path.startsWith('/api/') } = sent;
  const pairs = Object.entries(query);
  const isPlain = pairs.every(([, value]) => PLAIN.test(value));
  const address =
    pairs.length > 0 && isPlain ? `'${url}${path}?${pairs.map((pair) => pair.join('=')).join('&')}'` : url + path;
  const isStream = headers.Accept === 'text/event-stream';
  const usual = body === undefined ? 'GET' : 'POST';
  const options = [
    ...(isPlain ? [] : pairs.map((pair) => `--data-urlencode '${pair.join('=')}'`)),
    ...(method === usual ? [] : [`-X ${method}`]),
    ...(asksToken && !isAnonymous ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${jsonText(body)}'`]),
  ];
  return [`curl ${isPlain ? '' : '--get '}${isStream ? '-N ' : ''}${address}`, ...options].join(' \\\n  ');
}

/** The maximum length of an array or object that is written on one line, in characters. */
const LINE = 64;

/** Returns JSON that is indented, but with short arrays and objects on one line. The string `…` gets no quotes. */
export function jsonText(value: unknown, indent = ''): string {
  if (value === '…') return '…';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const members = (isList ? value : Object.entries(value)).map((member) =>
    isList ? jsonText(member, inner) : `${JSON.stringify(member[0])}: ${jsonText(member[1], inner)}`,
  );
  const [open, close] = isList ? '[]' : '{}';
  const line = `${open}${members.join(', ')}${close}`;
  if (indent.length + line.length <= LINE && !line.includes('\n')) return line;
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}

import type { Sent } from './example.ts';

/** The address and the credential of the commands on the page. */
export interface CommandSettings {
  /** The address of the service, without a slash at the end. */
  readonly url: string;
  /** True if the service asks for a credential. Commands then send the token in the shell variable `TOKEN`. */
  readonly asksToken: boolean;
}

/** Matches a query that needs no encoding to be read and sent. */
const PLAIN = /^[\w.,:=*-]*$/;

/** Returns the curl command of a request, one option a line. */
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

/** The longest line of JSON that is not broken, in characters. */
const LINE = 64;

/** Returns JSON for people: what fits on a line stands on one. A value that is only `…` has no quotes. */
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

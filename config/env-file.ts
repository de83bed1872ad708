import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { ConfigError } from './config-error.ts';

/** Matches a valid line of a `.env` file: empty, a comment, or an assignment, with optional `export` and quotes. */
const LINE =
  /^\s*(?:(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=\s*(?:(?<quote>["'`])(?<quoted>(?:(?!\k<quote>)[\s\S])*)\k<quote>|(?<bare>(?!["'`]).*?))\s*)?(?:(?<=^|\s)#.*)?$/;
/** Matches an assignment whose quoted value continues on the next line. */
const UNFINISHED = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*(["'`])(?:(?!\1)[\s\S])*$/;

/**
 * Reads the variables in a `.env` file in UTF-8, or in UTF-16 with a byte order mark, which editors on Windows write. A
 * missing file is treated as empty.
 *
 * @throws ConfigError that names every line that is neither an assignment nor a comment
 */
export function readEnvFile(file: string): ReadonlyMap<string, string> {
  const lines = decode(readBytes(file)).split(/\r\n|\r|\n/);
  const garbled = lines.findIndex((line) => /[\0\ufffd]/.test(line));
  if (garbled >= 0)
    throw new ConfigError(`The file ${file} is wrong: line ${garbled + 1} is not UTF-8. Save the file as UTF-8.`);
  const values = new Map<string, string>();
  const mistakes: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const number = i + 1;
    let line = lines[i] as string;
    while (UNFINISHED.test(line) && i + 1 < lines.length) line += `\n${lines[++i]}`;
    const { name, quote, quoted = '', bare } = LINE.exec(line)?.groups ?? {};
    if (name !== undefined) values.set(name, bare ?? (quote === '"' ? quoted.replaceAll('\\n', '\n') : quoted));
    else if (!/^\s*(#|$)/.test(line))
      mistakes.push(`  line ${number} must be NAME=value, with its quotes closed, or # a comment`);
  }
  if (mistakes.length > 0) throw new ConfigError(`The file ${file} is wrong:\n${mistakes.join('\n')}`);
  return values;
}

function readBytes(file: string): Buffer {
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return Buffer.of();
    const stats = statSync(file);
    // Reads no pipe or device except /dev/null, because the read might never end.
    if (stats.isFile() || realpathSync(file) === devNull) return readFileSync(file);
    throw new Error(
      stats.isDirectory()
        ? 'it is a folder, which Docker creates when it mounts a missing file. Create the file first.'
        : 'it is a pipe or a device. Replace it by a file.',
    );
  } catch (error) {
    throw new ConfigError(`The file ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Decodes text as UTF-8, or as UTF-16 if it has a byte order mark. Invalid bytes become U+FFFD. */
function decode(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  const encoding = { '\xff\xfe': 'utf-16le', '\xfe\xff': 'utf-16be' }[mark] ?? 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

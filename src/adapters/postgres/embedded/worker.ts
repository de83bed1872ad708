import { parentPort, workerData } from 'node:worker_threads';
import type { PGliteInterface } from '@electric-sql/pglite';
import type { Answer, Question } from './embedded-postgres.ts';

// PGlite is PostgreSQL compiled to WebAssembly: while it thinks, the thread it runs in does nothing else. So it thinks
// here, and the thread that serves HTTP stays awake.

if (parentPort === null) throw new Error('this module is the body of a worker thread');
const port = parentPort;

// MikroORM reads dates and times from their text.
const asText = (text: string) => text;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const INTERVAL = 1186;
const parsers = { [DATE]: asText, [TIMESTAMP]: asText, [TIMESTAMPTZ]: asText, [INTERVAL]: asText };

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATEMENT_TOO_COMPLEX = '54001';
const CONNECTION_LOST = '08006';

// PGlite decodes what it reads with a TextDecoder that takes U+FEFF at the start of a text for a byte order mark and
// drops it: a title that begins with one would come back without it. In this thread no decoder does.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label?: string, options?: ConstructorParameters<typeof TextDecoder>[1]) {
    super(label, { ...options, ignoreBOM: true });
  }
};
const { PGlite } = await import('@electric-sql/pglite');
let postgres = await open();
let settings: string | undefined;

port.on('message', async ({ id, sql, parameters, isSetting }: Question) => {
  if (isSetting === true) settings = sql;
  port.postMessage(await answer(id, sql, parameters));
  if (sql === undefined) port.close();
});
port.postMessage({ id: 0, rows: [] } satisfies Answer);

function open(): Promise<PGliteInterface> {
  return PGlite.create({ dataDir: workerData.dataDir, parsers });
}

async function answer(id: number, sql: string | undefined, parameters: unknown[]): Promise<Answer> {
  try {
    if (sql === undefined) {
      await postgres.close();
      return { id, rows: [] };
    }
    const { rows, affectedRows } = await postgres.query(sql, parameters);
    return { id, rows, affectedRows };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    if (code !== STATEMENT_TOO_COMPLEX) return { id, error: { message, code } };
    await openAnew();
    return { id, error: { message: 'the embedded database was opened anew', code: CONNECTION_LOST } };
  }
}

/** Each statement that fails leaves something on PGlite's stack for ever, and after some thousands there is no room left. */
async function openAnew(): Promise<void> {
  await postgres.close();
  postgres = await open();
  if (settings !== undefined) await postgres.query(settings);
}

/** An answer of a server. The body is a view of what was read: whoever keeps it copies it. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';
/** Where the status is in `HTTP/1.1 200 OK`. */
const STATUS = [9, 12] as const;
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Makes answers of what arrives, in whatever pieces, which it does not keep. It knows of HTTP what the servers here use, and refuses the rest. */
export class AnswerReader {
  readonly #onAnswer: (answer: Answer) => void;
  #rest: Buffer | undefined;

  constructor(onAnswer: (answer: Answer) => void) {
    this.#onAnswer = onAnswer;
  }

  /** @throws Error if what has arrived is no answer with a `Content-Length` */
  read(chunk: Buffer): void {
    let bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const end = this.#answer(bytes);
      if (end === undefined) break;
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes.length === 0 ? undefined : Buffer.from(bytes);
  }

  /** Gives out the answer at the beginning, if all of it is there, and returns where it ends. */
  #answer(bytes: Buffer): number | undefined {
    const endOfHead = bytes.indexOf(END_OF_HEAD);
    if (endOfHead === -1) return undefined;
    const head = bytes.toString('latin1', 0, endOfHead);
    const length = LENGTH.exec(head)?.[1];
    const status = Number(head.slice(...STATUS));
    if (!head.startsWith('HTTP/1.1 ') || Number.isNaN(status) || length === undefined) {
      throw new Error(`not an answer with a Content-Length: ${head.slice(0, 200)}`);
    }
    const start = endOfHead + END_OF_HEAD.length;
    const end = start + Number(length);
    if (bytes.length < end) return undefined;
    this.#onAnswer({ status, body: bytes.subarray(start, end) });
    return end;
  }
}

/** A response. The body is a view of the read buffer: copy it to keep it. */
export interface Answer {
  readonly status: number;
  /** The status line and the headers. */
  readonly head: string;
  readonly body: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';
/** The start and end index of the status in `HTTP/1.1 200 OK`. */
const STATUS = [9, 12] as const;
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** An incremental parser of HTTP/1.1 responses with a `Content-Length`; keeps no reference to the chunks it read. */
export class AnswerReader {
  readonly #onAnswer: (answer: Answer) => void;
  #rest: Buffer | undefined;

  constructor(onAnswer: (answer: Answer) => void) {
    this.#onAnswer = onAnswer;
  }

  /** Parses the next received bytes. @throws Error if a response has no `Content-Length`, or is not HTTP/1.1 */
  read(chunk: Buffer): void {
    let bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const end = this.#answer(bytes);
      if (end === undefined) break;
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes.length === 0 ? undefined : Buffer.from(bytes);
  }

  /** Emits the first response in the buffer and returns the index of its end; undefined if it is incomplete. */
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
    this.#onAnswer({ status, head, body: bytes.subarray(start, end) });
    return end;
  }
}

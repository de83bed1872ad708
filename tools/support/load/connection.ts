import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader } from './answer-reader.ts';

/** The size of the read buffer: larger than most responses, so that one read is enough for a response. */
const READ_BUFFER_BYTES = 64 * 1024;

type AnswerCallback = (answer: Answer | Error) => void;

/** A keep-alive HTTP connection for one request at a time, which costs less processor time than `node:http`. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader((answer) => this.#settle(answer));
  #onAnswer: AnswerCallback | undefined;

  private constructor(host: string, port: number) {
    const callback = (length: number, bytes: Uint8Array) => this.#read(bytes.subarray(0, length) as Buffer);
    // All reads share one buffer, because allocating a buffer for each read would dominate the cost of this client.
    const onread = { buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES), callback };
    this.#socket = connect({ host, port, noDelay: true, onread });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const connection = new Connection(hostname, Number(port));
    await once(connection.#socket, 'connect');
    return connection;
  }

  /** Sends a request; calls back with the response, or with the error if no response comes. */
  send(request: Buffer, onAnswer: AnswerCallback): void {
    this.#onAnswer = onAnswer;
    if (!this.#socket.destroyed) this.#socket.write(request);
    else queueMicrotask(() => this.#fail(new Error('the server closed the connection')));
  }

  /** Sends a request; resolves with the response if its status is below 300, and rejects otherwise. */
  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.send(request, (answer) => {
        if (answer instanceof Error) reject(answer);
        else if (answer.status >= 300) reject(new Error(`${answer.status} ${answer.body}`));
        else resolve(answer);
      });
    });
  }

  /** Closes the connection; a pending request fails. */
  close(): void {
    this.#fail(new Error('no answer in time'));
  }

  /** Parses received bytes; returns true, which tells the socket to continue reading. */
  #read(bytes: Buffer): true {
    try {
      this.#reader.read(bytes);
    } catch (error) {
      this.#fail(error as Error);
    }
    return true;
  }

  #fail(error: Error): void {
    this.#socket.destroy();
    this.#settle(error);
  }

  #settle(answer: Answer | Error): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(answer);
  }
}

/** The bytes of a file, which may grow. */
export class FileImage {
  #bytes: Buffer;
  #size: number;

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#bytes = Buffer.from(content);
    this.#size = content.length;
  }

  write(offset: number, data: Buffer): void {
    if (this.#size < offset + data.length) this.truncate(offset + data.length);
    data.copy(this.#bytes, offset);
  }

  /** Sets the size. A file that grows gets zeros. */
  truncate(size: number): void {
    if (size > this.#bytes.length) {
      const bytes = Buffer.alloc(Math.max(size, 2 * this.#bytes.length));
      this.#bytes.copy(bytes, 0, 0, this.#size);
      this.#bytes = bytes;
    }
    this.#bytes.fill(0, Math.min(size, this.#size), this.#size);
    this.#size = size;
  }

  /** Returns the bytes, which the next change may overwrite. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
}

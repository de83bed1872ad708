/** The bytes of a simulated file, which may grow. */
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

  /** Sets the size of the file; added bytes are zeros. */
  truncate(size: number): void {
    if (size > this.#bytes.length) {
      const bytes = Buffer.alloc(Math.max(size, 2 * this.#bytes.length));
      this.#bytes.copy(bytes, 0, 0, this.#size);
      this.#bytes = bytes;
    }
    this.#bytes.fill(0, Math.min(size, this.#size), this.#size);
    this.#size = size;
  }

  /** The bytes of the file, as a view that the next write may overwrite. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
}

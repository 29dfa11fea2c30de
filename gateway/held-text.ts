/** Bytes that several texts are parts of, and that stay as long as one of them. */
export class SharedBytes {
  bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Lets go of everything from `end` on; parts before it stay where they are. */
  cutAt(end: number): void {
    const kept = Buffer.allocUnsafeSlow(end);
    this.bytes.copy(kept, 0, 0, end);
    this.bytes = kept;
  }
}

/** A text that is kept for long and read seldom, as UTF-8 outside of the heap: a part of shared bytes, or bytes of its own. */
export class HeldText {
  readonly #source: Buffer | SharedBytes;
  readonly #start: number;
  readonly #end: number;

  constructor(source: Buffer | SharedBytes, start: number, end: number) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  static of(text: string): HeldText {
    const own = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    own.write(text);
    return new HeldText(own, 0, own.length);
  }

  bytes(): Buffer {
    const bytes = this.#source instanceof SharedBytes ? this.#source.bytes : this.#source;
    return bytes.subarray(this.#start, this.#end);
  }

  equals(text: string): boolean {
    return Buffer.byteLength(text) === this.#end - this.#start && this.toString() === text;
  }

  toString(): string {
    return this.bytes().toString("utf8");
  }
}

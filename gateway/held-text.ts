/**
 * A text that is kept for long and read seldom, as UTF-8 outside of the heap: a part of a larger buffer (which stays as
 * long as one of its parts), or a buffer of its own.
 */
export class HeldText {
  readonly #source: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(source: Buffer, start: number, end: number) {
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
    return this.#source.subarray(this.#start, this.#end);
  }

  equals(text: string): boolean {
    return Buffer.byteLength(text) === this.#end - this.#start && this.toString() === text;
  }

  toString(): string {
    return this.#source.toString("utf8", this.#start, this.#end);
  }
}

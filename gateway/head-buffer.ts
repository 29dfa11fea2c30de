import { InvalidResponse } from "./response-fields.ts";

const MAX_HEAD_BYTES = 64 * 1024;
const FIRST_BYTES = 2 * 1024;
const END = "\r\n\r\n";
const VERSION = "HTTP/1.";
const CR = 13;
const LF = 10;

/** A head that comes in pieces. Each byte is looked at once, and what cannot become a head is not waited for. */
export class HeadBuffer {
  #bytes = Buffer.alloc(0);
  /** Of `#bytes`, what is in use. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Takes bytes up to the head's end; returns how many, or −1 when the end is not among them. Throws InvalidResponse. */
  add(bytes: Buffer, from: number): number {
    const before = this.length;
    const count = Math.min(bytes.length - from, MAX_HEAD_BYTES - before);
    this.#reserve(before + count);
    bytes.copy(this.#bytes, before, from, from + count);
    this.length += count;
    const end = this.#bytes
      .subarray(0, this.length)
      .indexOf(END, Math.max(0, before - END.length + 1), "latin1");
    if (end >= 0) {
      this.length = end + END.length;
      return this.length - before;
    }
    this.#assertBeginning(before);
    if (this.length === MAX_HEAD_BYTES) throw new InvalidResponse("a head of more than 64 KiB");
    return -1;
  }

  /** The head without its last CRLF CRLF. */
  text(): string {
    return this.#bytes.toString("latin1", 0, this.length - END.length);
  }

  #reserve(bytes: number): void {
    if (this.#bytes.length >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, this.#bytes.length * 2, bytes));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }

  #assertBeginning(from: number): void {
    const bytes = this.#bytes;
    for (let at = from; at < this.length; at++) {
      const byte = bytes[at] as number;
      if (at < VERSION.length && byte !== VERSION.charCodeAt(at)) throw new InvalidResponse("not HTTP/1");
      if ((byte === LF) !== (at > 0 && bytes[at - 1] === CR))
        throw new InvalidResponse("a line that does not end in CRLF");
    }
  }
}

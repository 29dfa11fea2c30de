import { InvalidResponse, readFields } from "./response-fields.ts";

const MAX_SIZE_LINE = 1024;
const MAX_TRAILER_BYTES = 16 * 1024;
/** Hexadecimal, and extensions, which mean nothing to us. 2^48 bytes are enough. */
const SIZE_LINE = /^([0-9A-Fa-f]{1,12})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/;

type State = "size" | "data" | "data_end" | "trailers";

/** The chunked transfer coding (RFC 9112 §7.1), read step by step. */
export class ChunkReader {
  #state: State = "size";
  #left = 0;
  /** What is here of a line or of the trailers. */
  #text = "";
  /** What the last step found of the body: the receiver's own. */
  data: Buffer | undefined;
  /** The last step read the end of the message. */
  isOver = false;
  /** Set when it is over and there were any. */
  trailers: readonly string[] | undefined;

  begin(): void {
    this.#state = "size";
    this.#text = "";
    this.data = undefined;
    this.isOver = false;
    this.trailers = undefined;
  }

  /** Reads one step, at least one byte. Returns where the next one begins. Throws InvalidResponse. */
  read(bytes: Buffer, from: number): number {
    this.data = undefined;
    switch (this.#state) {
      case "size":
        return this.#readSize(bytes, from);
      case "data":
        return this.#readData(bytes, from);
      case "data_end":
        return this.#readDataEnd(bytes, from);
      case "trailers":
        return this.#readTrailers(bytes, from);
    }
  }

  /** Adds to `#text` up to and including the next LF. True when a line is complete. */
  #line(bytes: Buffer, from: number, maxBytes: number): number {
    const lf = bytes.indexOf(10, from);
    const end = lf < 0 ? bytes.length : lf + 1;
    if (this.#text.length + end - from > maxBytes) throw new InvalidResponse("a line that is too long");
    this.#text += bytes.toString("latin1", from, end);
    return end;
  }

  #readSize(bytes: Buffer, from: number): number {
    const end = this.#line(bytes, from, MAX_SIZE_LINE);
    if (!this.#text.endsWith("\n")) return end;
    const found = this.#text.endsWith("\r\n") ? SIZE_LINE.exec(this.#text.slice(0, -2)) : null;
    if (!found) throw new InvalidResponse("a chunk size that is none");
    this.#left = Number.parseInt(found[1] as string, 16);
    this.#text = "";
    this.#state = this.#left === 0 ? "trailers" : "data";
    return end;
  }

  #readData(bytes: Buffer, from: number): number {
    const end = Math.min(bytes.length, from + this.#left);
    this.#left -= end - from;
    this.data = Buffer.from(bytes.subarray(from, end));
    if (this.#left === 0) this.#state = "data_end";
    return end;
  }

  #readDataEnd(bytes: Buffer, from: number): number {
    const end = Math.min(bytes.length, from + 2 - this.#text.length);
    this.#text += bytes.toString("latin1", from, end);
    if (!"\r\n".startsWith(this.#text)) throw new InvalidResponse("a chunk longer than its size");
    if (this.#text.length === 2) {
      this.#text = "";
      this.#state = "size";
    }
    return end;
  }

  #readTrailers(bytes: Buffer, from: number): number {
    const end = this.#line(bytes, from, MAX_TRAILER_BYTES);
    const text = this.#text;
    if (text !== "\r\n" && !text.endsWith("\r\n\r\n")) {
      if (text.endsWith("\n") && !text.endsWith("\r\n"))
        throw new InvalidResponse("a line that ends in LF alone");
      return end;
    }
    if (text !== "\r\n") this.trailers = readFields(text.slice(0, -4), 0);
    this.isOver = true;
    return end;
  }
}

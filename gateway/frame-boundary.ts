/**
 * Follows a WebSocket byte stream (RFC 6455 §5.2) just closely enough to know where frames end, so that a frame of the
 * gateway's own can be put between two of them. Never holds anything back.
 */
export class FrameBoundary {
  /** Bytes of the present frame's payload that are still to come. */
  #payload = 0;
  readonly #header = Buffer.alloc(14);
  #headerBytes = 0;

  /** The stream stands between two frames. */
  get isBetween(): boolean {
    return this.#payload === 0 && this.#headerBytes === 0;
  }

  pass(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload > 0) {
        const taken = Math.min(this.#payload, chunk.length - at);
        this.#payload -= taken;
        at += taken;
        continue;
      }
      this.#header[this.#headerBytes++] = chunk[at++] as number;
      if (this.#headerBytes < 2 || this.#headerBytes < this.#headerLength()) continue;
      this.#payload = this.#payloadLength();
      this.#headerBytes = 0;
    }
  }

  #headerLength(): number {
    const second = this.#header[1] as number;
    const length = second & 0x7f;
    return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
  }

  #payloadLength(): number {
    const length = (this.#header[1] as number) & 0x7f;
    if (length === 126) return this.#header.readUInt16BE(2);
    // Beyond 2^53 no stream ends; the loss of precision is of no matter then.
    return length === 127 ? Number(this.#header.readBigUInt64BE(2)) : length;
  }
}

const GOING_AWAY = 1001;

/** A close frame that says 1001, going away: as a server sends it, or masked as a client must. */
export function goingAwayFrame(from: "server" | "client"): Buffer {
  const code = [GOING_AWAY >> 8, GOING_AWAY & 0xff];
  // A mask of zeros masks nothing, and is one.
  return Buffer.from(from === "server" ? [0x88, 2, ...code] : [0x88, 0x82, 0, 0, 0, 0, ...code]);
}

/*
 * Server-sent events as bytes (WHATWG HTML §9.2.6): lines end with LF, CR or CRLF, a blank line ends an event.
 * Nothing is decoded but what tells one event from another, so what is passed on stays byte for byte the same.
 */

const LF = 0x0a;
const CR = 0x0d;
/** A longer event is passed on as it comes: nobody waits for its end. */
export const EVENT_MAX_BYTES = 64 * 1024;

/** Finds where events end, however the bytes are cut. */
export class EventBoundaries {
  #lineIsEmpty = true;
  #afterCr = false;

  /** The index after the first event end at or after `from`; −1: none in this chunk. Each byte is given once, in order. */
  next(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LF && this.#afterCr) {
        // The rest of a CRLF whose CR ended the line, or the event, already.
        this.#afterCr = false;
        continue;
      }
      this.#afterCr = byte === CR;
      if (byte !== LF && byte !== CR) this.#lineIsEmpty = false;
      else if (this.#lineIsEmpty) return this.#withLf(chunk, i + 1);
      else this.#lineIsEmpty = true;
    }
    return -1;
  }

  /** The LF of a CRLF belongs to the event that the CR ended, where it is here already. */
  #withLf(chunk: Uint8Array, end: number): number {
    if (!this.#afterCr || chunk[end] !== LF) return end;
    this.#afterCr = false;
    return end + 1;
  }
}

/** What the beginning of a stream shows. `none`: nothing but comments yet; `empty`: it has said that nothing comes. */
export type FirstFound = "none" | "event" | "error" | "empty";

/** Looks for the first event of a stream. */
export class FirstEventScan {
  readonly #boundaries = new EventBoundaries();
  #pieces: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): FirstFound {
    for (let from = 0; ;) {
      const end = this.#boundaries.next(chunk, from);
      this.#pieces.push(chunk.subarray(from, end < 0 ? chunk.length : end));
      if (end < 0) break;
      const found = classify(this.#take());
      if (found !== "none") return found;
      from = end;
    }
    this.#bytes += chunk.length;
    return this.#bytes >= EVENT_MAX_BYTES ? "event" : "none";
  }

  /** The stream is over; many servers leave out the last blank line. */
  end(): Exclude<FirstFound, "none"> {
    const found = classify(this.#take());
    return found === "none" ? "empty" : found;
  }

  #take(): string {
    const text = Buffer.concat(this.#pieces).toString("utf8");
    this.#pieces = [];
    return text;
  }
}

function classify(block: string): FirstFound {
  let name = "";
  const data: string[] = [];
  for (const line of block.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    const [, field, value = ""] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
  if (name === "error") return "error";
  if (data.length === 0) return "none";
  const text = data.join("\n").trim();
  if (text === "[DONE]") return "empty";
  return saysError(text) ? "error" : "event";
}

/** `{"error": …}`, as the APIs of language models say it in a stream that began with 200. */
function saysError(data: string): boolean {
  if (!data.startsWith("{") || !data.includes('"error"')) return false;
  try {
    const { error } = JSON.parse(data) as { error?: unknown };
    return error !== undefined && error !== null && error !== false;
  } catch {
    return false;
  }
}

/** Holds back an event until all of it is here, so that a stream that breaks off can still be ended with an event of our own. */
export class WholeEvents {
  readonly #boundaries = new EventBoundaries();
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** An event was too long to hold: what the client has may end in the middle of it. */
  #isOpen = false;

  /** What may be passed on now, in order. */
  push(chunk: Buffer): Buffer[] {
    let whole = 0;
    for (let end = this.#boundaries.next(chunk, 0); end >= 0; end = this.#boundaries.next(chunk, end))
      whole = end;
    const ready: Buffer[] = [];
    if (whole > 0) {
      ready.push(...this.rest(), chunk.subarray(0, whole));
      this.#isOpen = false;
    }
    const rest = chunk.subarray(whole);
    if (rest.length > 0) {
      this.#held.push(rest);
      this.#heldBytes += rest.length;
    }
    if ((this.#isOpen && rest.length > 0) || this.#heldBytes > EVENT_MAX_BYTES) {
      this.#isOpen = true;
      ready.push(...this.rest());
    }
    return ready;
  }

  /** What is held back; nothing is afterwards. */
  rest(): Buffer[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  /** The client has whole events only: another can follow. */
  get isBetweenEvents(): boolean {
    return !this.#isOpen;
  }
}

/** The last event of a stream that broke off, in the form that clients of language models know too. */
export function breakEvent(requestId: string): string {
  const error = { type: "upstream", code: "stream_broken", message: "The stream broke off.", requestId };
  return `event: error\ndata: ${JSON.stringify({ error })}\n\n`;
}

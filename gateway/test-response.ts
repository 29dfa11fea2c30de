import { InvalidResponse } from "./response-fields.ts";
import { ResponseParser, type ResponseSink } from "./response-parser.ts";

/** Everything a parser said, bodies joined. */
export class Heard implements ResponseSink {
  information: string[] = [];
  heads: string[] = [];
  body = "";
  ends = 0;
  trailers: readonly string[] | undefined;

  get all() {
    const { information, heads, body, ends, trailers } = this;
    return { information, heads, body, ends, trailers };
  }

  onInformation(status: number, headers: readonly string[]): void {
    if (this.heads.length > 0) throw new Error("a 1xx response after the head");
    this.information.push(`${status} ${headers.join("|")}`);
  }

  onHead(status: number, headers: readonly string[]): void {
    this.heads.push(`${status} ${headers.join("|")}`);
  }

  onBody(chunk: Buffer): void {
    if (this.heads.length !== 1 || this.ends !== 0 || chunk.length === 0)
      throw new Error("a body out of place");
    this.body += chunk.toString("latin1");
  }

  onEnd(trailers: readonly string[] | undefined): void {
    if (this.heads.length !== 1) throw new Error("an end without a head");
    this.ends++;
    this.trailers = trailers;
  }

  onWhole(status: number, headers: readonly string[], body: string): void {
    this.onHead(status, headers);
    this.onBody(Buffer.from(body, "latin1"));
    this.onEnd(undefined);
  }
}

interface Read {
  heard: Heard;
  isReusable: boolean;
  /** It was refused. */
  isInvalid: boolean;
}

/** Reads as from a socket that has one buffer for all: what the parser keeps without a copy would be overwritten. */
export function read(pieces: readonly string[], method = "GET", closes = true): Read {
  const heard = new Heard();
  const parser = new ResponseParser();
  const buffer = Buffer.alloc(256 * 1024);
  parser.begin(method, heard);
  try {
    for (const [index, piece] of pieces.entries()) {
      // A connection whose response has ended is back in its pool, where any byte ends it.
      if (heard.ends > 0)
        return {
          heard,
          isReusable: parser.isReusable && pieces.slice(index).join("") === "",
          isInvalid: false,
        };
      const count = buffer.write(piece, "latin1");
      parser.write(buffer.subarray(0, count));
      buffer.fill("?", 0, count);
    }
    if (closes) parser.close();
    return { heard, isReusable: parser.isReusable, isInvalid: false };
  } catch (error) {
    if (!(error instanceof InvalidResponse)) throw error;
    return { heard, isReusable: false, isInvalid: true };
  }
}

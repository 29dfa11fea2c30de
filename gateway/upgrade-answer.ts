import type { Socket } from "node:net";
import type { ClientAnswer } from "./front-message.ts";

/** An answer that may be 101: then its end is the beginning of a tunnel. Any other goes out as it is. */
export class UpgradeAnswer implements ClientAnswer {
  readonly #response: ClientAnswer;
  /** Takes the headers of the 101. False when it is too late for that. */
  readonly #open: (headers: readonly string[]) => boolean;
  #switching: readonly string[] | undefined;

  constructor(response: ClientAnswer, open: (headers: readonly string[]) => boolean) {
    this.#response = response;
    this.#open = open;
  }

  get req(): ClientAnswer["req"] {
    return this.#response.req;
  }

  get socket(): Socket | null {
    return this.#response.socket;
  }

  get headersSent(): boolean {
    return this.#switching !== undefined || this.#response.headersSent;
  }

  get writableEnded(): boolean {
    return this.#response.writableEnded;
  }

  get destroyed(): boolean {
    return this.#response.destroyed;
  }

  writeHead(status: number, headers: string[], ownFrom?: number): void {
    if (status === 101) this.#switching = headers;
    else this.#response.writeHead(status, headers, ownFrom);
  }

  flushHeaders(): void {
    if (!this.#switching) this.#response.flushHeaders();
  }

  write(chunk: Buffer | string, written?: () => void): boolean {
    return this.#response.write(chunk, written);
  }

  end(chunk?: Buffer | string, encoding: BufferEncoding = "utf8"): void {
    if (this.#switching) {
      if (!this.#open(this.#switching)) this.#response.destroy();
    } else if (typeof chunk === "string") this.#response.end(chunk, encoding);
    else this.#response.end(chunk);
  }

  addTrailers(trailers: [string, string][]): void {
    this.#response.addTrailers(trailers);
  }

  writeEarlyHints(): void {
    // A client that waits for 101 has no use for hints.
  }

  destroy(): void {
    this.#response.destroy();
  }

  on(event: "drain" | "close", listener: () => void): void {
    this.#response.on(event, listener);
  }

  once(event: "close", listener: () => void): void {
    this.#response.once(event, listener);
  }
}

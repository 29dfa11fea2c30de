import type { Socket } from "node:net";

/** What the gateway needs of a client's request, in whichever HTTP it came. */
export interface ClientRequest {
  readonly method?: string | undefined;
  /** `name` in lower case; a list where it was sent more than once. */
  header(name: string): string | undefined;
  /** The whole body was received. */
  readonly complete: boolean;
  on(event: "data", listener: (chunk: Buffer) => void): this;
  on(event: "end" | "close", listener: () => void): this;
  off(event: "data", listener: (chunk: Buffer) => void): this;
  off(event: "end" | "close", listener: () => void): this;
  pause(): unknown;
  resume(): unknown;
}

/** What the gateway needs to answer, in whichever HTTP. */
export interface ClientAnswer {
  readonly req: {
    readonly method?: string | undefined;
    readonly httpVersion: string;
    /** The client speaks gRPC: it wants problems as a status of that. */
    readonly isGrpc?: boolean;
  };
  /** Null where others share the connection. */
  readonly socket: Socket | null;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  /**
   * Name, value, name, value… Throws what HTTP cannot express. From `ownFrom` on they are the gateway's own, about nothing but the
   * request: they are written as they are.
   */
  writeHead(status: number, headers: string[], ownFrom?: number): unknown;
  flushHeaders(): void;
  write(chunk: Buffer | string, written?: () => void): boolean;
  end(chunk?: Buffer): unknown;
  end(text: string, encoding: BufferEncoding): unknown;
  addTrailers(trailers: [string, string][]): void;
  writeEarlyHints(hints: { link: string[] }): void;
  destroy(): unknown;
  /** `close`: nobody is there any more; HTTP/2 says so after a whole answer too. */
  on(event: "drain" | "close", listener: () => void): unknown;
  once(event: "close", listener: () => void): unknown;
}

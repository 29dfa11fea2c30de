/** What `node:http` keeps to itself: its guarded parser (llhttp). Not in Node's published types. */
declare module "node:_http_common" {
  class HTTPParser {
    static readonly REQUEST: number;
    static readonly kOnMessageBegin: number;
    static readonly kOnHeaders: number;
    static readonly kOnHeadersComplete: number;
    static readonly kOnBody: number;
    static readonly kOnMessageComplete: number;
    static readonly kOnExecute: number;
    static readonly kLenientNone: number;
    [callback: number]: unknown;
    initialize(
      ...options: [type: number, resource: object, maxHeaderBytes: number, lenientFlags: number]
    ): void;
    /** Bytes read, which are fewer where another protocol begins, or why they cannot be read. */
    execute(bytes: Buffer): number | Error;
    finish(): Error | undefined;
    /** Reads from the handle itself; `kOnExecute` gets what `execute` would return. */
    consume(handle: object): void;
    unconsume(): void;
    /** Within `kOnExecute`: a copy of the bytes it is about. */
    getCurrentBuffer(): Buffer;
    close(): void;
  }

  const common: { HTTPParser: typeof HTTPParser };
  export default common;
}

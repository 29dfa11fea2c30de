import type { Http2Stream } from "node:http2";

/**
 * Tells that the other side has sent END_STREAM. Node's `end` does not: streams that were reset without an error, or that lost
 * their connection, end too. But those are closed first.
 */
export function onceWhole(stream: Http2Stream, whole: () => void): void {
  const { push } = stream;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null && !stream.closed) whole();
    return push.call(stream, chunk, encoding);
  };
}

/** What a stream holds that nobody has read, also when it is closed: then it gives no more `data`. */
export function* unread(stream: Http2Stream): Generator<Buffer> {
  for (let chunk = stream.read() as Buffer | null; chunk; chunk = stream.read() as Buffer | null) yield chunk;
}

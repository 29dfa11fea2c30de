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

/**
 * Lets `end` tell of END_STREAM alone: a stream that ends in any other way is closed without it, and at once, although Node waits for
 * what is not read where it was reset without an error.
 */
export function endOnlyWhole(stream: Http2Stream): void {
  const { push } = stream;
  let isWhole = false;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk !== null) return push.call(stream, chunk, encoding);
    isWhole ||= !stream.closed;
    if (isWhole) return push.call(stream, chunk);
    // Node goes on with it here.
    process.nextTick(() => stream.destroy());
    return false;
  };
}

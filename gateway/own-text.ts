/**
 * The same text, for whoever keeps it. What was read of a message is a piece of the text of its head, with which V8 keeps all
 * of that for as long as the piece.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** Bytes of their own: a small Buffer is a piece of one that all share, with which it keeps that. */
export function ownBytes(chunks: readonly Buffer[], length: number): Buffer {
  const own = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(own, at);
  return own;
}

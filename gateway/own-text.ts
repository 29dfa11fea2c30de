/**
 * The same text, for whoever keeps it. What was read of a message is a piece of the text of its head, with which V8 keeps all
 * of that for as long as the piece.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

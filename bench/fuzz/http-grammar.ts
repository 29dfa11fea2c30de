import type { Random } from "./random.ts";

/** What parsers have disagreed about. */
const PIECES = [
  "\r",
  "\n",
  "\r\n",
  "\r\n\r\n",
  "\n\n",
  "\0",
  "\t",
  "\x0b",
  "\x0c",
  " ",
  "\r\n ",
  ":",
  ";",
  ",",
  "\x7f",
  "\x80",
  "\xff",
  "\xa0",
  "0",
  "+",
  "-",
  "0x",
  "chunked",
  "Transfer-Encoding: chunked\r\n",
  "Content-Length: 3\r\n",
  "HTTP/1.1",
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
];

/** A few places of a message broken: bytes put in, taken out, doubled, exchanged. Latin-1: one character per byte. */
export function mutateBytes(random: Random, text: string): string {
  let made = text;
  for (let n = random.int(4); n > 0; n--) {
    const at = random.int(made.length + 1);
    const length = random.int(random.chance(0.8) ? 4 : 60);
    const [before, piece, after] = [made.slice(0, at), made.slice(at, at + length), made.slice(at + length)];
    made =
      before +
      random.pick([
        random.pick(PIECES),
        piece + piece,
        "",
        piece.toUpperCase(),
        random.pick(PIECES) + piece,
      ]) +
      after;
  }
  return made;
}

import { expect, it } from "vitest";
import { read } from "./test-response.ts";

const ok = "HTTP/1.1 200 OK\r\n";
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
it.each([
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["another version", "HTTP/2.0 200 OK\r\n\r\n"],
  ["HTTP/0.9", "<html>"],
  ["a blank line before the status", `\r\n${ok}\r\n`],
  ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["a status below 100", "HTTP/1.1 099 OK\r\n\r\n"],
  ["an upgrade that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"],
  ["a head in bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ["a bare LF after a header", `${ok}A: b\nContent-Length: 0\r\n\r\n`],
  ["a bare CR in a header", `${ok}A: b\rContent-Length: 0\r\n\r\n`],
  ["NUL in a value", `${ok}A: b\0\r\n\r\n`],
  ["NUL in a name", `${ok}A\0: b\r\n\r\n`],
  ["a folded line", `${ok}A: b\r\n c\r\n\r\n`],
  ["a folded first line", `${ok} A: b\r\n\r\n`],
  ["a space before the colon", `${ok}Content-Length : 5\r\n\r\nhello`],
  ["a line without a colon", `${ok}Content-Length\r\n\r\n`],
  ["a header without a name", `${ok}: b\r\n\r\n`],
  ["two lengths", `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
  ["the same length twice", `${ok}Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello`],
  ["a list of lengths", `${ok}Content-Length: 5, 5\r\n\r\nhello`],
  ["a signed length", `${ok}Content-Length: +5\r\n\r\nhello`],
  ["a hexadecimal length", `${ok}Content-Length: 0x5\r\n\r\nhello`],
  ["an empty length", `${ok}Content-Length:\r\n\r\n`],
  ["a length beyond counting", `${ok}Content-Length: 9007199254740993\r\n\r\n`],
  ["a length with chunks", `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["a coding not asked for", `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ["chunked twice", `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["nearly chunked", `${ok}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ["chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["a chunk size that is none", `${chunked}g\r\n`],
  ["an empty chunk size", `${chunked}\r\n`],
  ["a signed chunk size", `${chunked}-1\r\n`],
  ["a chunk size beyond counting", `${chunked}1000000000000\r\n`],
  ["a chunk size in bare LF", `${chunked}5\nhello\r\n`],
  ["a blank after a chunk size", `${chunked}5 \r\nhello\r\n`],
  ["a chunk longer than its size", `${chunked}4\r\nhello\r\n`],
  ["a chunk that ends in LF", `${chunked}5\r\nhello\n0\r\n\r\n`],
  ["NUL in a chunk extension", `${chunked}5;\0\r\nhello\r\n`],
  ["an endless chunk extension", `${chunked}5;${"x".repeat(2_000)}`],
  ["a folded trailer", `${chunked}0\r\nA: b\r\n c\r\n\r\n`],
  ["trailers in bare LF", `${chunked}0\r\nA: b\n\n`],
  ["endless trailers", `${chunked}0\r\n${"a: b\r\n".repeat(4_000)}`],
  ["a head without an end", `${ok}${"a: b\r\n".repeat(12_000)}`],
  ["one endless header", `${ok}a: ${"b".repeat(70_000)}`],
  ["more headers than anybody sends", `${ok}${"a: b\r\n".repeat(600)}\r\n`],
  ["endless early answers", "HTTP/1.1 100 Continue\r\n\r\n".repeat(40)],
])("%s is refused, whole and byte by byte", (_name, text) => {
  const whole = read([text], "GET", false);
  expect(whole.isInvalid).toBe(true);
  expect(read(Array.from(text), "GET", false).isInvalid).toBe(true);
  expect(whole.heard.ends).toBe(0);
});

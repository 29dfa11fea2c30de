import { expect, test } from "vitest";
import { answerHead, fieldLine } from "./answer-head.ts";

const KEEP = "Connection: keep-alive\r\n";
const head = (asked: object, status = 200, headers: string[] = ["Date", "today"]) =>
  headWithOwn(asked, status, { headers, ownFrom: headers.length });
const headWithOwn = (asked: object, status: number, given: { headers: string[]; ownFrom: number }) =>
  answerHead({ method: "GET", httpVersion: "1.1", keepAlive: true, ...asked }, status, {
    ...given,
    keepAliveLines: KEEP,
  });
const start = "HTTP/1.1 200 OK\r\nDate: today\r\n";

test("a length frames the body, or chunks do where the client knows them, or the connection's end", () => {
  const length = ["Date", "today", "content-length", "3"];
  expect(head({}, 200, length)).toEqual({
    text: `${start}content-length: 3\r\n${KEEP}\r\n`,
    framing: "length",
    keepAlive: true,
  });
  expect(head({}).text).toBe(`${start}Transfer-Encoding: chunked\r\n${KEEP}\r\n`);
  expect(head({ httpVersion: "1.0" })).toEqual({
    text: `${start}Connection: close\r\n\r\n`,
    framing: "close",
    keepAlive: false,
  });
  expect(head({ httpVersion: "1.0" }, 200, length)).toMatchObject({ framing: "length", keepAlive: true });
});

test("what has no body is framed by nothing, and keeps the length that a body would have", () => {
  const length = ["Content-Length", "3"];
  expect(head({ method: "HEAD" }, 200, length)).toMatchObject({ framing: "none", keepAlive: true });
  expect(head({ method: "HEAD" }, 200, length).text).toContain("Content-Length: 3\r\n");
  for (const status of [204, 304]) expect(head({}, status).text).not.toMatch(/Transfer-Encoding/);
});

test("the connection is closed where either side wants that", () => {
  for (const value of ["close", "Close", "keep-alive, close"]) {
    const { text, keepAlive } = head({}, 200, ["Content-Length", "0", "Connection", value]);
    expect([keepAlive, text.match(/Connection: [^\r]*/g)]).toEqual([false, ["Connection: close"]]);
  }
  expect(head({ keepAlive: false }).text).toContain("Connection: close\r\n");
});

test("an answer has a date, its upstream's where there is one", () => {
  expect(head({}, 200, []).text).toMatch(/\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
  expect(head({}, 200, ["date", "today"]).text.match(/date:/gi)).toHaveLength(1);
});

test("nothing goes out that would be read as another header or another answer", () => {
  for (const value of ["a\r\nX: b", "a\nb", "a\rb", "a\0b", "\x7f", "€"])
    expect(() => fieldLine("X", value)).toThrow("cannot be sent");
  for (const name of ["", "a b", "a:", "a\r\n", "ä"]) {
    expect(() => fieldLine(name, "x")).toThrow("cannot be sent");
    expect(() => head({}, 200, [name, "x"])).toThrow("cannot be sent");
  }
  for (const status of [99, 1000, 20.5, Number.NaN]) expect(() => head({}, status)).toThrow("is no status");
});

test("the gateway's own headers come behind the answer's, which alone are looked at", () => {
  const headers = ["Date", "today", "Content-Length", "0", "X-Request-Id", "abc"];
  expect(headWithOwn({}, 200, { headers, ownFrom: 4 }).text).toBe(
    `${start}Content-Length: 0\r\nX-Request-Id: abc\r\n${KEEP}\r\n`,
  );
  expect(() =>
    headWithOwn({}, 200, { headers: ["X-A", "b\r\nX-C: d", "X-Request-Id", "abc"], ownFrom: 2 }),
  ).toThrow(/cannot be sent/);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidResponse } from "./response-fields.ts";
import { ResponseParser } from "./response-parser.ts";
import { Heard, read } from "./test-response.ts";

const name = fc.stringMatching(/^x-[a-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
const value = fc.stringMatching(/^(?:[!-~\x80-\xff](?:[\t\x20-\x7e\x80-\xff]{0,20}[!-~\x80-\xff])?)?$/);
const fields = fc.array(fc.tuple(name, value), { maxLength: 6 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((of) => Buffer.from(of).toString("latin1"));
const blank = fc.stringMatching(/^[ \t]{0,3}$/);

const lines = (of: [string, string][], pad: string) =>
  of.map(([key, text]) => `${key}:${pad}${text}${pad}\r\n`).join("");
const listed = (of: [string, string][]) => of.flat().join("|");

const framed = fc.oneof(
  bytes.map((body) => ({
    framing: `Content-Length: ${body.length}\r\n`,
    shown: ["Content-Length", String(body.length)],
    body,
    raw: body,
    trailers: undefined as string[] | undefined,
  })),
  fc
    .record({
      chunks: fc.array(bytes, { maxLength: 4 }),
      trailers: fields,
      extension: fc.constantFrom("", ";a", " ; a=b", ';q="x y"'),
      upper: fc.boolean(),
    })
    .map(({ chunks, trailers, extension, upper }) => {
      const size = (of: string) => (upper ? of.length.toString(16).toUpperCase() : of.length.toString(16));
      const parts = chunks.filter((of) => of !== "").map((of) => `${size(of)}${extension}\r\n${of}\r\n`);
      return {
        framing: "Transfer-Encoding: chunked\r\n",
        shown: ["Transfer-Encoding", "chunked"],
        body: chunks.join(""),
        raw: `${parts.join("")}0${extension}\r\n${lines(trailers, "")}\r\n`,
        trailers: trailers.length > 0 ? trailers.flat() : undefined,
      };
    }),
  bytes.map((body) => ({
    framing: "",
    shown: [] as string[],
    body,
    raw: body,
    trailers: undefined as string[] | undefined,
  })),
);

const response = fc
  .record({
    status: fc.integer({ min: 200, max: 599 }).filter((of) => of !== 204 && of !== 304),
    reason: fc.constantFrom(" OK", " ", "", " Not \xe4 usual"),
    early: fc.array(fc.tuple(fc.constantFrom(100, 102, 103), fields), { maxLength: 2 }),
    fields,
    pad: blank,
    framed,
  })
  .map(({ status, reason, early, fields: own, pad, framed: of }) => ({
    text:
      early.map(([code, given]) => `HTTP/1.1 ${code} Early\r\n${lines(given, pad)}\r\n`).join("") +
      `HTTP/1.1 ${status}${reason}\r\n${of.framing}${lines(own, pad)}\r\n${of.raw}`,
    isDelimited: of.framing !== "",
    expected: {
      information: early.map(([code, given]) => `${code} ${listed(given)}`),
      heads: [`${status} ${[...of.shown, ...own.flat()].join("|")}`],
      body: of.body,
      ends: 1,
      trailers: of.trailers,
    },
  }));

/** The text in pieces, cut where the numbers say. */
function cut(text: string, at: readonly number[]): string[] {
  const places = at.map((of) => of % (text.length + 1)).toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

describe("responses", () => {
  it("are read alike wherever they are cut", () => {
    fc.assert(
      fc.property(response, fc.array(fc.nat(), { maxLength: 12 }), (given, places) => {
        const { heard, isReusable, isInvalid } = read(cut(given.text, places));
        expect(isInvalid).toBe(false);
        expect(heard.all).toEqual(given.expected);
        expect(isReusable).toBe(given.isDelimited);
      }),
      { numRuns: 500 },
    );
  });

  it("are read alike byte by byte", () => {
    fc.assert(
      fc.property(response, (given) => {
        expect(read(Array.from(given.text)).heard.all).toEqual(given.expected);
      }),
      { numRuns: 100 },
    );
  });

  it("end where they say: what follows is no part of them and ends the connection", () => {
    fc.assert(
      fc.property(
        response.filter(({ isDelimited }) => isDelimited),
        fc.string({ minLength: 1 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        (given, extra, places) => {
          const { heard, isReusable } = read(cut(`${given.text}${extra}`, places), "GET", false);
          expect(heard.all).toEqual(given.expected);
          expect(isReusable).toBe(false);
        },
      ),
    );
  });

  it("that are damaged are read or refused, in the same way wherever they are cut, and never beyond their end", () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.constantFrom("", ...Array.from("\0\r\n\t :;,0129afHx\x7f\xff")),
    );
    fc.assert(
      fc.property(
        response,
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (given, wounds, places) => {
          const text = wounds.reduce((of, [at, removed, added]) => {
            const place = at % (of.length + 1);
            return of.slice(0, place) + added + of.slice(place + removed);
          }, given.text);
          const whole = read([text]);
          const pieces = read(cut(text, places));
          expect(whole.heard.ends).toBeLessThanOrEqual(1);
          expect(pieces.isInvalid).toBe(whole.isInvalid);
          // What was refused may have been heard up to another point, but never differently.
          expect(whole.isInvalid ? pieces.heard.ends : pieces.heard.all).toEqual(
            whole.isInvalid ? whole.heard.ends : whole.heard.all,
          );
          // The whole name: what is damaged into `xContent-Length` says nothing of a length.
          const length = /(?:^\d+ |\|)Content-Length\|(\d+)(?:\||$)/i.exec(whole.heard.heads[0] ?? "");
          expect(whole.heard.body.length).toBeLessThanOrEqual(Number(length?.[1] ?? Number.MAX_SAFE_INTEGER));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("to HEAD, and with 204 and 304, have no body whatever they say", () => {
    const head = (status: string, more = "") => `HTTP/1.1 ${status}\r\n${more}\r\n`;
    const long = "Content-Length: 5\r\n";
    for (const [text, method] of [
      [head("200 OK", long), "HEAD"],
      [head("200 OK", "Transfer-Encoding: chunked\r\n"), "HEAD"],
      [head("200 OK"), "HEAD"],
      [head("304 Not Modified", long), "GET"],
      [head("204 No Content"), "GET"],
    ] as const) {
      const { heard, isReusable } = read([text], method, false);
      expect([text, heard.ends, heard.body, isReusable]).toEqual([text, 1, "", true]);
    }
  });
});

describe("a connection serves again", () => {
  const answer = (version: string, headers: string) => `HTTP/${version} 200 OK\r\n${headers}\r\n`;
  const none = "Content-Length: 0\r\n";
  it.each([
    ["1.1", none, true],
    ["1.1", `${none}Connection: keep-alive\r\n`, true],
    ["1.1", `${none}Connection: close\r\n`, false],
    ["1.1", `${none}Connection: x-hop , Close\r\n`, false],
    ["1.1", `${none}Connection: closed\r\n`, true],
    ["1.0", none, false],
    ["1.0", `${none}Connection: keep-alive\r\n`, false],
  ])("after HTTP/%s with %j: %s", (version, headers, expected) => {
    expect(read([answer(version, headers)], "GET", false).isReusable).toBe(expected);
  });

  it("for as long as the upstream says", () => {
    const parser = new ResponseParser();
    for (const [said, expected] of [
      ["timeout=5", 5_000],
      ["max=100, timeout=15", 15_000],
      ["max=100", undefined],
      ["timeout=x", undefined],
    ] as const) {
      parser.begin("GET", new Heard());
      parser.write(Buffer.from(answer("1.1", `${none}Keep-Alive: ${said}\r\n`)));
      expect(parser.keepAliveMs).toBe(expected);
    }
  });

  it("but not once bytes came that nobody asked for", () => {
    const parser = new ResponseParser();
    parser.begin("GET", new Heard());
    parser.write(Buffer.from(answer("1.1", none)));
    expect(() => parser.write(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))).toThrow(InvalidResponse);
  });
});

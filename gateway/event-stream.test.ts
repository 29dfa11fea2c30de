import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakEvent, EVENT_MAX_BYTES, FirstEventScan, WholeEvents, type FirstFound } from "./event-stream.ts";

/** What a stream begins with, given as one chunk, and the same byte by byte. */
function firstOf(text: string): FirstFound {
  const whole = new FirstEventScan();
  const found = whole.push(Buffer.from(text));
  const bytewise = new FirstEventScan();
  let other: FirstFound = "none";
  for (const byte of Buffer.from(text)) {
    other = bytewise.push(Buffer.from([byte]));
    if (other !== "none") break;
  }
  expect(other).toBe(found);
  return found;
}

describe("FirstEventScan", () => {
  it.each([
    ["data: hi\n\n", "event"],
    ["data: hi\r\n\r\n", "event"],
    ["data: hi\r\r", "event"],
    ["\uFEFFdata: hi\n\n", "event"],
    ["event: ping\ndata\n\n", "event"],
    ['data: {"id":1,"error":null}\n\n', "event"],
    ['data: {"text":"an \\"error\\""}\n\n', "event"],
    ["data: error\n\n", "event"],
    [": keep-alive\n\ndata: hi\n\n", "event"],
    ["event: error\ndata: x\n\n", "error"],
    ["event:error\n\n", "error"],
    ['data: {"error":{"message":"overloaded"}}\n\n', "error"],
    ['data: {\ndata: "error": "no" }\r\n\r\n', "error"],
    [': hello\n\nretry: 1000\n\ndata: {"error":true}\n\n', "error"],
    ["data: [DONE]\n\n", "empty"],
    ["data: hi\n", "none"],
    [": keep-alive\n\n", "none"],
    ["id: 7\nretry: 10\n\n", "none"],
    ["\n\n\n", "none"],
    ["", "none"],
  ] as const)("%j begins with %s", (text, found) => {
    expect(firstOf(text)).toBe(found);
  });

  it("judges what is left when a stream ends, also without its last blank line", () => {
    const ended = (text: string) => {
      const scan = new FirstEventScan();
      expect(scan.push(Buffer.from(text))).toBe("none");
      return scan.end();
    };
    expect(ended("data: hi\n")).toBe("event");
    expect(ended("event: error\ndata: x")).toBe("error");
    expect(ended(": nothing\n\n")).toBe("empty");
  });

  it("waits for no event that is longer than the bound", () => {
    const scan = new FirstEventScan();
    expect(scan.push(Buffer.alloc(EVENT_MAX_BYTES - 1, "x"))).toBe("none");
    expect(scan.push(Buffer.from("x"))).toBe("event");
  });

  it("knows the gateway's own error event", () => {
    expect(firstOf(breakEvent("r-1"))).toBe("error");
  });
});

describe("WholeEvents", () => {
  const piece = fc.constantFrom(
    "data: a\n\n",
    "data: b\r\n\r\n",
    ": c\n\n",
    "data: d\r\r",
    "event: e\ndata: f\n\n",
  );

  it("passes on the same bytes, and only whole events before the end", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(80)), (events, cuts) => {
        const bytes = Buffer.from(events.join("") + "data: unfinished");
        const gate = new WholeEvents();
        const passed: Buffer[] = [];
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          if (to <= from) continue;
          passed.push(...gate.push(bytes.subarray(from, to)));
          from = to;
          const sofar = Buffer.concat(passed).toString();
          const ends = events.map((_, n) => events.slice(0, n + 1).join(""));
          // The LF of a CRLF may come with the next piece.
          const whole = ["", ...ends].flatMap((end) =>
            end.endsWith("\n") ? [end, end.slice(0, -1)] : [end],
          );
          expect(whole).toContain(sofar);
        }
        expect(gate.isBetweenEvents).toBe(true);
        expect(Buffer.concat([...passed, ...gate.rest()]).equals(bytes)).toBe(true);
      }),
    );
  });

  it("lets an overlong event through, and is whole again after it", () => {
    const gate = new WholeEvents();
    expect(gate.push(Buffer.alloc(EVENT_MAX_BYTES, "x"))).toEqual([]);
    expect(Buffer.concat(gate.push(Buffer.from("yy"))).length).toBe(EVENT_MAX_BYTES + 2);
    expect(gate.isBetweenEvents).toBe(false);
    expect(Buffer.concat(gate.push(Buffer.from("z"))).toString()).toBe("z");
    expect(Buffer.concat(gate.push(Buffer.from("\n\ndata: n"))).toString()).toBe("\n\n");
    expect(gate.isBetweenEvents).toBe(true);
    expect(Buffer.concat(gate.rest()).toString()).toBe("data: n");
  });
});

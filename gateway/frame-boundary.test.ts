import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameBoundary, goingAwayFrame } from "./frame-boundary.ts";

/** A frame with a payload of this length, its header as short as that allows (RFC 6455 §5.2). */
function frame(length: number, masked: boolean): Buffer {
  const mark = masked ? 0x80 : 0;
  let head = Buffer.from([0x82, mark | length]);
  if (length > 125) {
    head = Buffer.alloc(length > 65_535 ? 10 : 4, 0x82);
    head[1] = mark | (length > 65_535 ? 127 : 126);
    if (length > 65_535) head.writeBigUInt64BE(BigInt(length), 2);
    else head.writeUInt16BE(length, 2);
  }
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), Buffer.alloc(length, 0xff)]);
}

test("it stands between frames at the end of each, and nowhere else, however the bytes come", () => {
  const length = fc.constantFrom(0, 1, 125, 126, 127, 65_535, 65_536, 70_000);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(length, fc.boolean()), { maxLength: 5 }),
      fc.integer({ min: 1, max: 40_000 }),
      (frames, step) => {
        const boundary = new FrameBoundary();
        for (const [size, masked] of frames) {
          const bytes = frame(size, masked);
          for (let at = 0; at < bytes.length; at += step) {
            if (boundary.isBetween !== (at === 0)) return false;
            boundary.pass(bytes.subarray(at, at + step));
          }
          if (!boundary.isBetween) return false;
        }
        return true;
      },
    ),
  );
  expect(new FrameBoundary().isBetween).toBe(true);
});

test("the goodbye is a whole frame of its own, masked where a client sends it", () => {
  for (const from of ["server", "client"] as const) {
    const boundary = new FrameBoundary();
    boundary.pass(goingAwayFrame(from));
    expect(boundary.isBetween).toBe(true);
    expect(goingAwayFrame(from).subarray(-2).readUInt16BE()).toBe(1001);
  }
});

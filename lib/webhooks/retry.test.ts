import { describe, expect, test } from "vitest";
import { judge, type AttemptOutcome } from "./retry.ts";

const now = new Date("2026-11-25T12:00:00.000Z");
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
const answer = (status: number | null, over: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
  status,
  error: status === null ? "refused" : null,
  response: "",
  elapsedMs: 1,
  ...over,
});
const standing = { attempts: 1, now, failingSince: null, draw: 0.5 };

describe("what follows an attempt", () => {
  test.each([200, 201, 204, 299])("%s: delivered", (status) => {
    expect(judge(answer(status), standing)).toEqual({ next: "delivered" });
  });

  test.each([null, 199, 301, 302, 307, 400, 404, 429, 500, 503])("%s: again", (status) => {
    expect(judge(answer(status), standing)).toEqual({ next: "retry", delayMs: 5_000 });
  });

  test("later and later, ten attempts over three days, then no more", () => {
    const delays = Array.from({ length: 10 }, (_, i) => judge(answer(500), { ...standing, attempts: i + 1 }));
    const waits = delays.flatMap((one) => (one.next === "retry" ? [one.delayMs] : []));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.reduce((sum, wait) => sum + wait, 0) / HOUR_MS).toBeCloseTo(75.58, 1);
    expect(delays.at(-1)).toEqual({ next: "failed" });
  });

  test("spread by a tenth either way", () => {
    const delayOf = (draw: number) => judge(answer(500), { ...standing, attempts: 2, draw });
    expect(delayOf(0)).toEqual({ next: "retry", delayMs: 270_000 });
    expect(delayOf(1)).toEqual({ next: "retry", delayMs: 330_000 });
  });

  test("not before the receiver wants, within a day", () => {
    const asked = (retryAfterMs: number) => judge(answer(503, { retryAfterMs }), standing);
    expect(asked(60_000)).toEqual({ next: "retry", delayMs: 60_000 });
    expect(asked(1_000)).toEqual({ next: "retry", delayMs: 5_000 });
    expect(asked(1_000 * HOUR_MS)).toEqual({ next: "retry", delayMs: 24 * HOUR_MS });
  });

  test("410, and 72 hours of failures, end the endpoint", () => {
    expect(judge(answer(410), standing)).toMatchObject({ next: "disable" });
    expect(judge(answer(500), { ...standing, failingSince: ago(71) })).toMatchObject({ next: "retry" });
    expect(judge(answer(500), { ...standing, failingSince: ago(72) })).toMatchObject({ next: "disable" });
    expect(judge(answer(200), { ...standing, failingSince: ago(72) })).toEqual({ next: "delivered" });
  });
});

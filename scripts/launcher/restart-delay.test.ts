import { expect, it } from "vitest";
import { restartDelayMs } from "./restart-delay.ts";

it("doubles the pause while a process keeps ending early", () => {
  const delays: number[] = [];
  let failures = 0;
  for (let end = 0; end < 8; end++) {
    const next = restartDelayMs(failures, 50);
    delays.push(next.delayMs);
    failures = next.failures;
  }
  expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

it("starts over once a process ran for a while", () => {
  expect(restartDelayMs(9, 60_000)).toEqual({ delayMs: 200, failures: 1 });
});

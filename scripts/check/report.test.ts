import { expect, test, vi } from "vitest";
import { report } from "./report.js";
import { flakyIn } from "./steps.js";

function told(outcomes: Parameters<typeof report>[0], requireAll = false) {
  const lines: string[] = [];
  const write = (text: unknown) => void lines.push(String(text));
  vi.spyOn(console, "log").mockImplementation(write);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => (write(text), true));
  const code = report(outcomes, requireAll);
  vi.restoreAllMocks();
  return { code, text: lines.join("\n"), last: lines.at(-1) };
}

const unit = { name: "unit", passed: 3, failed: 0, skipped: 0, ms: 10 };

test("the last line has the sums, and the exit code says whether something failed", () => {
  expect(told([unit])).toMatchObject({ code: 0, last: "3 passed, 0 failed" });
  expect(told([unit, { ...unit, failed: 1, skipped: 2 }])).toMatchObject({
    code: 1,
    last: "6 passed, 1 failed, 2 skipped",
  });
  const missing = { name: "browser", passed: 0, failed: 0, skipped: 0, ms: 0, notRun: "no browser" };
  expect(told([unit, missing], true)).toMatchObject({ code: 1, last: "3 passed, 1 failed" });
});

test("tests that passed at the second try only are named and counted", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: "try-it.spec.ts",
    line: 7,
    tests: [{ status, projectName: "desktop" }],
  });
  const suites = [{ specs: [spec("steady", "expected")], suites: [{ specs: [spec("shaky", "flaky")] }] }];
  const flaky = flakyIn(suites);
  expect(flaky).toEqual(["try-it.spec.ts:7 shaky (desktop)"]);
  const { code, text, last } = told([{ ...unit, flaky }]);
  expect(code).toBe(0);
  expect(last).toBe("3 passed, 0 failed, 1 flaky");
  expect(text).toContain("try-it.spec.ts:7 shaky (desktop)");
});

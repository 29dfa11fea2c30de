import { appendFileSync, mkdirSync } from "node:fs";
import { describe, it } from "vitest";

/** One line per suite that could not run; `npm test` prints it at the end. */
const NOT_RUN_FILE = "test-results/not-run.txt";

/**
 * A suite that needs something the machine may lack. Without it the suite is reported as not run, with the reason;
 * with REQUIRE_ALL=1 that is a failure.
 */
export function describeWith(
  need: { missing: string | undefined },
  name: string,
  suite: () => void | Promise<void>,
): void {
  const { missing } = need;
  if (missing === undefined) {
    describe(name, suite);
    return;
  }
  if (process.env["REQUIRE_ALL"] === "1") {
    it(name, () => {
      throw new Error(`not run: ${missing}`);
    });
    return;
  }
  mkdirSync("test-results", { recursive: true });
  appendFileSync(NOT_RUN_FILE, `${name}: ${missing}\n`);
  describe.skip(`${name} (not run: ${missing})`, suite);
}

import { line } from "../bootstrap/say.js";

/** @typedef {import("./steps.js").Outcome} Outcome */

/**
 * Prints the table and, as the very last line, the sums. Returns the exit code.
 * @type {(outcomes: Outcome[], requireAll: boolean) => number}
 */
export function report(outcomes, requireAll) {
  line();
  line(row(["step", "passed", "failed", "skipped", "time"]));
  for (const outcome of outcomes) line(rowOf(outcome, requireAll));
  const flaky = outcomes.flatMap((outcome) => outcome.flaky ?? []);
  if (flaky.length > 0) {
    line();
    line("Passed at the second try only; each is a fault to find:");
    for (const test of flaky) line(`  ${test}`);
  }
  line();
  const sum = (/** @type {(outcome: Outcome) => number} */ of) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const missing = outcomes.filter((outcome) => outcome.notRun !== undefined).length;
  const failed = sum((outcome) => outcome.failed) + (requireAll ? missing : 0);
  const skipped = sum((outcome) => outcome.skipped) + (requireAll ? 0 : missing);
  const passed = sum((outcome) => outcome.passed);
  const rest = [skipped > 0 ? `, ${skipped} skipped` : "", flaky.length > 0 ? `, ${flaky.length} flaky` : ""];
  console.log(`${passed} passed, ${failed} failed${rest.join("")}`);
  return failed > 0 ? 1 : 0;
}

/** @type {(outcome: Outcome, requireAll: boolean) => string} */
function rowOf(outcome, requireAll) {
  if (outcome.notRun !== undefined) {
    return `${outcome.name.padEnd(14)} not run${requireAll ? " (failure: REQUIRE_ALL)" : ""}: ${outcome.notRun}`;
  }
  const { passed, failed, skipped, ms } = outcome;
  return row([outcome.name, String(passed), String(failed), String(skipped), `${(ms / 1000).toFixed(1)} s`]);
}

/** @type {(cells: string[]) => string} */
function row([name = "", ...numbers]) {
  return name.padEnd(14) + numbers.map((cell) => cell.padStart(9)).join("");
}

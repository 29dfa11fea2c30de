import { expect, it } from "vitest";
import { planted } from "./adapters/planted.ts";
import { runCase, UNPLAYED, type Case } from "./case.ts";
import { CASES } from "./cases/index.ts";

/** Cases that a proxy fails which asks one target only pass over these: a target's answer is passed on as it is. */
const ONLY_RECKLESS = new Set(["c10", "c11"]);
const IMPATIENT = { answerMs: 2000, eventMs: 2000 };

async function failedChecks(fault: "timid" | "reckless", one: Case): Promise<string[]> {
  const gateway = await planted(fault).start();
  const verdict = await runCase(gateway, one, IMPATIENT);
  await gateway.stop();
  return verdict.kind === "fail" ? verdict.failed.map(({ check }) => check) : [];
}

it.concurrent.each(CASES)("$id can fail: a proxy that is wrong on purpose fails it", async (one) => {
  const failed = await failedChecks(ONLY_RECKLESS.has(one.id) ? "reckless" : "timid", one);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed).not.toContain(UNPLAYED);
});

it.concurrent.each(CASES.filter(({ id }) => ["c04", "c11", "c14", "c21", "c23", "c26"].includes(id)))(
  "$id is failed by a proxy that replays blindly",
  async (one) => {
    const failed = await failedChecks("reckless", one);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed).not.toContain(UNPLAYED);
  },
);

import { afterAll, expect, it } from "vitest";
import type { Adapter } from "./adapter.ts";
import { runCase, type Case } from "./case.ts";

/** A suite in which a gateway passes cases; inside a `describe`. */
export async function conforms(adapter: Adapter, cases: readonly Case[]): Promise<void> {
  const gateway = await adapter.start();
  afterAll(() => gateway.stop());
  it.each(cases)("$id: $proves", async (one) => {
    expect(await runCase(gateway, one)).toMatchObject({ kind: "pass" });
  });
}

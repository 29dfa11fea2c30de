import { afterAll, expect, it } from "vitest";
import { describeWith } from "#lib/testing";
import type { Adapter } from "./adapter.ts";
import { haproxy } from "./adapters/haproxy.ts";
import { nginx } from "./adapters/nginx.ts";
import { runCase } from "./case.ts";
import { CASES } from "./cases/index.ts";
import { findingOf, readFindings, type Compared } from "./findings.ts";

/** The committed findings are those of one version; another has its own. */
async function missing(adapter: Adapter, product: string): Promise<string | undefined> {
  const reason = adapter.missing();
  if (reason !== undefined) return reason;
  const gateway = await adapter.start();
  await gateway.stop();
  if (gateway.product === product) return undefined;
  return `the table is of ${product}, here is ${gateway.product}: npm run docs:conformance writes it anew`;
}

async function agrees(name: Compared, adapter: Adapter): Promise<void> {
  const { product, cases } = readFindings(name);
  const need = { missing: await missing(adapter, product) };
  describeWith(need, `the table of what ${name} does`, async () => {
    const gateway = await adapter.start();
    afterAll(() => gateway.stop());
    it.each(CASES)("$id is as docs/conformance.md says", async (one) => {
      expect(findingOf(await runCase(gateway, one))).toEqual(cases[one.id]);
    });
  });
}

await agrees("haproxy", haproxy);
await agrees("nginx", nginx);

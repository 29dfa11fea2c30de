import type { Adapter } from "./adapter.ts";
import { runCase, type Case } from "./case.ts";
import type { Verdict } from "./verdict.ts";

export interface Ran {
  case: Case;
  verdict: Verdict;
  tookMs: number;
}

/** Plays cases on an adapter's gateway one after another and tells each verdict as it is there. */
export async function runCases(
  adapter: Adapter,
  cases: readonly Case[],
  told: (ran: Ran) => void = () => undefined,
): Promise<{ product: string; ran: Ran[] }> {
  const gateway = await adapter.start();
  const ran: Ran[] = [];
  try {
    for (const one of cases) {
      const startedMs = performance.now();
      const verdict = await runCase(gateway, one);
      ran.push({ case: one, verdict, tookMs: performance.now() - startedMs });
      told(ran.at(-1) as Ran);
    }
  } finally {
    await gateway.stop();
  }
  return { product: gateway.product, ran };
}

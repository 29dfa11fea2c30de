import { revokeKey } from "#lib/consumers";
import { percentile, rounded } from "./figures.ts";
import { startInstallation, type Installation, type StoreKind } from "./installation.ts";
import { makeKey, openMarket, untilAnswered } from "./key-market.ts";

const GATEWAYS = 3;
const KEYS = 60;
const WARM_UP = 5;

interface Samples {
  /** From the call of the verb until the first 401, per gateway. */
  perGateway: Record<string, number[]>;
  /** Until the last of the gateways refused. */
  all: number[];
}

/**
 * How long a revoked key is still taken: from the call of the verb to the first 401 of each of three gateways, which are
 * asked all the time. Through the real verb, worker, store and gateways, with both store drivers.
 */
export async function main(): Promise<void> {
  const postgres = await measure("postgres");
  const etcd = await measure("etcd");
  console.table({ ...rowsOf("PostgreSQL", postgres), ...rowsOf("etcd", etcd) });
  const result = { bench: "revocation", gateways: GATEWAYS, n: KEYS };
  console.log(
    JSON.stringify({
      ...result,
      p50Ms: at(postgres.all, 50),
      p99Ms: at(postgres.all, 99),
      etcdP50Ms: at(etcd.all, 50),
      etcdP99Ms: at(etcd.all, 99),
    }),
  );
}

async function measure(store: StoreKind): Promise<Samples> {
  const installation = await startInstallation({ gateways: GATEWAYS, store });
  try {
    await openMarket(installation);
    const samples: Samples = { perGateway: {}, all: [] };
    for (let n = 0; n < WARM_UP + KEYS; n++) {
      const times = await revokeOne(installation, n);
      if (n < WARM_UP) continue;
      for (const [node, ms] of times) (samples.perGateway[node] ??= []).push(ms);
      samples.all.push(Math.max(...times.map(([, ms]) => ms)));
    }
    return samples;
  } finally {
    await installation.stop();
  }
}

/** Per gateway: from the call of the verb to its first 401, ms. */
async function revokeOne(installation: Installation, n: number): Promise<[node: string, ms: number][]> {
  const { gateways, ctx } = installation;
  const key = await makeKey(installation, `key ${n}`);
  await Promise.all(gateways.map(({ url }) => untilAnswered(url, key.secret, 200)));
  const startedAt = performance.now();
  const refused = gateways.map(async ({ node, url }): Promise<[string, number]> => [
    node,
    (await untilAnswered(url, key.secret, 401)) - startedAt,
  ]);
  const [, ...times] = await Promise.all([revokeKey(ctx(), key), ...refused]);
  return times;
}

function rowsOf(store: string, { perGateway, all }: Samples): Record<string, object> {
  const series = { ...perGateway, "the last of them": all };
  const rows = Object.entries(series).map(([name, values]) => [
    `${store}: ${name}`,
    {
      n: values.length,
      "p50 ms": at(values, 50),
      "p95 ms": at(values, 95),
      "p99 ms": at(values, 99),
      "max ms": at(values, 100),
    },
  ]);
  return Object.fromEntries(rows) as Record<string, object>;
}

/** To 0.1 ms. */
function at(values: readonly number[], percent: number): number {
  return rounded(percentile(values, percent), 1);
}

import { registerApi, saveDraft, type SaveDraft } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { openStore } from "#lib/store";
import { watchApplied, type AppliedWatch } from "./applied-watch.ts";
import { startInstallation, type Installation, type StoreKind } from "./installation.ts";
import { percentile, rounded } from "./figures.ts";

const GATEWAYS = 3;
const WARM_UP = 10;
const PUBLISHES = 200;
const AT = { slug: "bench", version: "v1" };
const DOCUMENT = `openapi: 3.1.0
info: { title: Bench, version: "1" }
paths: { /items: { get: { responses: { "200": { description: fine } } } } }
`;

interface Sample {
  /** From the call until the verb returned: saved. */
  savedMs: number;
  /** From the call until the acknowledgement of the first, and of every gateway was in the store. */
  firstMs: number;
  allMs: number;
}

/**
 * Publish → applied by three gateways, 200 times per store driver, through the real verb, worker, store and gateways. Each
 * publication is a changed draft; the clock runs from the call of the verb to the arrival of the last acknowledgement.
 */
export async function main(): Promise<void> {
  const postgres = await measure("postgres");
  const etcd = await measure("etcd");
  console.table({ ...rowsOf("PostgreSQL", postgres), ...rowsOf("etcd", etcd) });
  const all = (samples: Sample[], percent: number) =>
    at(
      samples.map((sample) => sample.allMs),
      percent,
    );
  const result = { bench: "publish", gateways: GATEWAYS, n: PUBLISHES };
  const times = { p50Ms: all(postgres, 50), p99Ms: all(postgres, 99) };
  const etcdTimes = { etcdP50Ms: all(etcd, 50), etcdP99Ms: all(etcd, 99) };
  console.log(JSON.stringify({ ...result, ...times, ...etcdTimes }));
}

async function measure(kind: StoreKind): Promise<Sample[]> {
  const installation = await startInstallation({ gateways: GATEWAYS, store: kind });
  const store = openStore(installation.storeUrl);
  try {
    const nodes = installation.gateways.map(({ node }) => node);
    const applied = watchApplied(store, installation.environment, nodes);
    await makeApi(installation);
    const samples: Sample[] = [];
    for (let n = 1; n <= WARM_UP + PUBLISHES; n++) {
      const sample = await publishOnce(installation, { n, applied });
      if (n > WARM_UP) samples.push(sample);
    }
    for (const { url } of installation.gateways) await assertServed(url, WARM_UP + PUBLISHES);
    await applied.close();
    return samples;
  } finally {
    await store.close();
    await installation.stop();
  }
}

async function makeApi({ ctx, db }: Installation): Promise<void> {
  await db.team.create({ data: { id: newId("team"), slug: "bench", name: "Bench" } });
  await registerApi(ctx(), {
    source: { kind: "text", text: DOCUMENT },
    team: "bench",
    tier: 1,
    visibility: "public",
    ...AT,
  });
}

interface Round {
  n: number;
  applied: AppliedWatch;
}

async function publishOnce(installation: Installation, { n, applied }: Round): Promise<Sample> {
  const { ctx, environment, sealingKey } = installation;
  const now = ctx();
  const draft = await saveDraft(now, AT, { draft: draftOf(n), sealingKey });
  const startedAt = performance.now();
  const publication = await publish(now, AT, {
    action: "publish",
    environment,
    note: "",
    draftEtag: draft.etag,
  });
  const savedMs = performance.now() - startedAt;
  const { firstAt, lastAt } = await applied.whenApplied(publication.id);
  return { savedMs, firstMs: firstAt - startedAt, allMs: lastAt - startedAt };
}

/** Etags count from 1. */
function draftOf(n: number): SaveDraft {
  return {
    etag: n,
    routes: [{ hosts: [], pathPrefix: "/bench", methods: [], stripPrefix: true }],
    policy: {
      apiVersion: "fallback/v1",
      id: "bench",
      chain: [{ id: "answer", kind: "static", status: 200, body: `answer ${n}`, contentType: "text/plain" }],
    },
    bindings: {},
  };
}

/** What was acknowledged is what answers. */
async function assertServed(url: string, n: number): Promise<void> {
  const response = await fetch(`${url}/bench`, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (text !== `answer ${n}`)
    throw new Error(`the gateway answers ${JSON.stringify(text)}, not publication ${n}`);
}

function rowsOf(store: string, samples: Sample[]): Record<string, object> {
  const series = {
    "saved (verb returns)": samples.map((sample) => sample.savedMs),
    "applied by the first": samples.map((sample) => sample.firstMs),
    "applied by all": samples.map((sample) => sample.allMs),
  };
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

import { registerApi, saveDraft, type SaveDraft } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { openStore, type Store } from "#lib/store";
import { percentile, rounded } from "./figures.ts";
import { startInstallation, type Installation } from "./installation.ts";

const WARM_UP = 10;
const PUBLISHES = 200;
const APPLIED_MS = 10_000;
const AT = { slug: "bench", version: "v1" };
const DOCUMENT = `openapi: 3.1.0
info: { title: Bench, version: "1" }
paths: { /items: { get: { responses: { "200": { description: fine } } } } }
`;

interface Sample {
  /** From the call until the verb returned: saved. */
  savedMs: number;
  /** From the call until the gateway's acknowledgement was in the store. */
  appliedMs: number;
}

/**
 * Publish → applied by the gateway, 200 times, through the real verb, worker, store and gateway. Each publication is a
 * changed draft; the clock runs from the call of the verb to the arrival of the gateway's acknowledgement.
 */
export async function main(): Promise<void> {
  const installation = await startInstallation();
  const store = openStore(installation.url);
  try {
    const applied = watchApplied(store, installation);
    await makeApi(installation);
    const samples: Sample[] = [];
    for (let n = 1; n <= WARM_UP + PUBLISHES; n++) {
      const sample = await publishOnce(installation, { n, applied });
      if (n > WARM_UP) samples.push(sample);
    }
    await assertServed(installation, WARM_UP + PUBLISHES);
    await report(installation, samples);
    await applied.close();
  } finally {
    await store.close();
    await installation.stop();
  }
}

async function makeApi({ ctx, db }: Installation): Promise<void> {
  await db.team.create({ data: { id: newId("team"), slug: "bench", name: "Bench" } });
  await registerApi(ctx, {
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
  const now = { ...ctx, now: new Date() };
  const draft = await saveDraft(now, AT, { draft: draftOf(n), sealingKey });
  const startedAt = performance.now();
  const publication = await publish(now, AT, {
    action: "publish",
    environment,
    note: "",
    draftEtag: draft.etag,
  });
  const savedMs = performance.now() - startedAt;
  const at = await applied.whenApplied(publication.id);
  return { savedMs, appliedMs: at - startedAt };
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

interface AppliedWatch {
  /** When (`performance.now()`) the gateway's acknowledgement of the publication arrived. */
  whenApplied(publicationId: string): Promise<number>;
  close(): Promise<void>;
}

/** Follows the store as the worker does: which revision holds which publication, and what the gateway has applied. */
function watchApplied(store: Store, { environment, node }: Installation): AppliedWatch {
  const revisionOf = new Map<string, number>();
  const appliedAt: { revision: number; at: number }[] = [];
  let look = (): void => {};
  const documents = store.watch(environment, {
    event: (event) => {
      for (const entry of event.entries) {
        const { publicationId } = (JSON.parse(entry.value) as { body: { publicationId?: string } }).body;
        if (publicationId) revisionOf.set(publicationId, entry.storeRevision);
      }
      look();
    },
    connection: () => {},
  });
  const statuses = store.watchStatus(environment, {
    event: (event) => {
      if (event.kind !== "put" || event.status.node !== node) return;
      appliedAt.push({ revision: event.status.appliedRevision, at: performance.now() });
      look();
    },
    connection: () => {},
  });
  return {
    whenApplied: (publicationId) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not applied within ${APPLIED_MS} ms`)), APPLIED_MS);
        look = () => {
          const revision = revisionOf.get(publicationId);
          const first =
            revision === undefined ? undefined : appliedAt.find((one) => one.revision >= revision);
          if (!first) return;
          clearTimeout(timer);
          appliedAt.length = 0;
          look = () => {};
          resolve(first.at);
        };
        look();
      }),
    close: async () => {
      await Promise.all([documents.close(), statuses.close()]);
    },
  };
}

/** What was acknowledged is what answers. */
async function assertServed({ gatewayUrl }: Installation, n: number): Promise<void> {
  const response = await fetch(`${gatewayUrl}/bench`, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (text !== `answer ${n}`)
    throw new Error(`the gateway answers ${JSON.stringify(text)}, not publication ${n}`);
}

async function report({ db }: Installation, samples: Sample[]): Promise<void> {
  const receipts = await db.receipt.findMany({
    orderBy: { appliedAt: "desc" },
    take: PUBLISHES,
    select: { elapsedMs: true },
  });
  const series = {
    "saved (verb returns)": samples.map((sample) => sample.savedMs),
    "applied (acknowledged)": samples.map((sample) => sample.appliedMs),
    "applied (receipts, database clock)": receipts.map((receipt) => receipt.elapsedMs),
  };
  console.table(
    Object.fromEntries(
      Object.entries(series).map(([name, values]) => [
        name,
        {
          n: values.length,
          "p50 ms": at(values, 50),
          "p95 ms": at(values, 95),
          "p99 ms": at(values, 99),
          "max ms": at(values, 100),
        },
      ]),
    ),
  );
  const applied = series["applied (acknowledged)"];
  console.log(
    JSON.stringify({ bench: "publish", n: applied.length, p50Ms: at(applied, 50), p99Ms: at(applied, 99) }),
  );
}

/** To 0.1 ms. */
function at(values: readonly number[], percent: number): number {
  return rounded(percentile(values, percent), 1);
}

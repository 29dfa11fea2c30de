import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { migrate } from "#lib/db";
import { startEmbeddedPostgres } from "#lib/embedded-postgres";
import type { DocumentBody } from "#lib/routing/schema";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument } from "#lib/signing";
import { createGatewayRole, openStore, type Store } from "#lib/store";
import { cpuMsOf, memoryOf, startGateway, type GatewayProcess } from "./installed-gateway.ts";
import { measureLookup } from "./lookup.ts";
import { pathOf, routeDocument, routeKeyOf } from "./many-routes.ts";
import { percentile, rounded } from "./figures.ts";

const SIZES = [1_000, 10_000, 100_000];
const ENVIRONMENT = "production";
const NODE = "bench";
const EGRESS: DocumentBody = {
  kind: "egress",
  environment: ENVIRONMENT,
  allow: [],
  deny: [],
  privateTargets: true,
};
/** Documents per commit while the store is filled. */
const BATCH = 1_000;
const PUBLISHES = 60;
/** The first are not counted: code is compiled while they run. */
const WARM_UP = 10;
const ASKED = 1_000;
const SETTLE_MS = 3_000;
/** The first gateway verifies all documents, one by one. */
const APPLIED_MS = 300_000;
/** Long enough for every endpoint's check to come round. */
const PROBED_MS = 11_000;

interface Row {
  routes: number;
  coldStartMs: number;
  /** Of which on the core: what a busy machine adds is not in it. */
  coldStartCpuMs: number;
  rssMb: number;
  peakMb: number;
  lookupNs: number;
  lookupFewNs: number;
  mapNs: number;
  publishMs: number;
  publishMsP90: number;
  probesPerSecond: number;
}

/**
 * One gateway process over a PostgreSQL store with ever more routes of about 1 kB: a tenth of them with active checks,
 * over 100 endpoints. Cold start: from the start of the process, with only its snapshot, until a route answers.
 */
export async function main(): Promise<void> {
  const rig = await startRig();
  const rows: Row[] = [];
  try {
    for (const size of SIZES) rows.push(await measure(rig, size));
  } finally {
    await rig.stop();
  }
  console.table(rows);
  const [first, last] = [rows[0] as Row, rows.at(-1) as Row];
  const { routes, coldStartMs, coldStartCpuMs, rssMb, peakMb, lookupNs, publishMs } = last;
  const json = { bench: "routes", routes, coldStartMs, coldStartCpuMs, rssMb, peakMb, lookupNs, publishMs };
  // What a lookup costs beside a plain Map of as many paths: flat, whatever the processor's caches add to both.
  const [lookupVsMap, lookupVsMapAt1000] = [vsMap(last), vsMap(first)];
  const { lookupFewNs } = last;
  const at1000 = { publishMsAt1000: first.publishMs, lookupNsAt1000: first.lookupNs, lookupVsMapAt1000 };
  // The last line is one JSON object, for whoever reads it by machine.
  console.log(JSON.stringify({ ...json, lookupFewNs, lookupVsMap, ...at1000 }));
}

function vsMap({ lookupNs, mapNs }: Row): number {
  return rounded(lookupNs / mapNs, 2);
}

async function measure(rig: Rig, size: number): Promise<Row> {
  await rig.fill(size);
  const first = await rig.gateway();
  await rig.applied();
  // Stopping writes what is not on disk yet.
  await first.stop();
  const gateway = await rig.gateway();
  const coldStartMs = await untilServed(gateway, size);
  const coldStartCpuMs = cpuMsOf(gateway.pid);
  const publishes = await timePublishes(rig, gateway);
  for (let n = 0; n < ASKED; n++) await status(gateway, pathOf(Math.floor((n * size) / ASKED)));
  await delay(SETTLE_MS);
  const probesPerSecond = await rig.probesPerSecond();
  const { rssMb, peakMb } = memoryOf(gateway.pid);
  await gateway.stop();
  const lookup = measureLookup(size);
  return {
    routes: size,
    coldStartMs: Math.round(coldStartMs),
    coldStartCpuMs,
    rssMb,
    peakMb,
    lookupNs: lookup.allNs,
    lookupFewNs: lookup.fewNs,
    mapNs: lookup.mapNs,
    publishMs: rounded(percentile(publishes, 50), 1),
    publishMsP90: rounded(percentile(publishes, 90), 1),
    probesPerSecond,
  };
}

/** The time of the start with the first answer of a route added. */
async function untilServed(gateway: GatewayProcess, size: number): Promise<number> {
  const askedAt = performance.now();
  const got = await status(gateway, pathOf(size - 1));
  if (got !== 200) throw new Error(`the last route answers ${got}`);
  return gateway.readyMs + performance.now() - askedAt;
}

/** A changed document in the store until the gateway says that it is in force; another route each time. */
async function timePublishes(rig: Rig, gateway: GatewayProcess): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < PUBLISHES; n++) {
    const ms = await rig.publish(n);
    if (n >= WARM_UP) times.push(ms);
  }
  const got = await status(gateway, pathOf(PUBLISHES - 1));
  if (got !== 200) throw new Error(`a route that was published again answers ${got}`);
  return times;
}

interface Rig {
  /** Adds routes up to that many. */
  fill(size: number): Promise<void>;
  gateway(): Promise<GatewayProcess>;
  applied(): Promise<void>;
  publish(n: number): Promise<number>;
  probesPerSecond(): Promise<number>;
  stop(): Promise<void>;
}

async function startRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), log: () => {} });
  await migrate(postgres.url, "prisma/migrations");
  const store = openStore(postgres.url, { timeoutMs: 60_000 });
  const password = randomBytes(18).toString("hex");
  const gatewayStore = { environment: ENVIRONMENT, node: NODE, password };
  const storeUrl = await createGatewayRole(postgres.url, gatewayStore);
  const keys = newSigningKeys();
  const upstream = await startUpstream();
  const documents = new Documents(store, keys.privateKey, upstream.port);
  await documents.allowPrivate();
  const env = {
    GATEWAY_ENVIRONMENT: ENVIRONMENT,
    GATEWAY_SNAPSHOT_DIR: join(folder, "snapshot"),
    STORE_URL: storeUrl,
    SIGNING_PUBLIC_KEY: keys.publicKey,
    SEALING_KEY: newSealingKey(),
  };
  return {
    fill: (size) => documents.fill(size),
    gateway: () => startGateway(NODE, env),
    applied: () => documents.applied(),
    publish: (n) => documents.publish(n),
    probesPerSecond: () => upstream.probesPerSecond(),
    stop: async () => {
      await store.close();
      upstream.server.close();
      upstream.server.closeAllConnections();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes signed documents as the worker does, without its database. */
class Documents {
  readonly #store: Store;
  readonly #key: ReturnType<typeof loadSigningKey>;
  readonly #port: number;
  #revision = 0;
  #size = 0;
  #appliedRevision = 0;
  #look = (): void => {};

  constructor(store: Store, privateKey: string, port: number) {
    this.#store = store;
    this.#key = loadSigningKey(privateKey);
    this.#port = port;
    store.watchStatus(ENVIRONMENT, {
      event: (event) => {
        const statuses =
          event.kind === "snapshot" ? event.statuses : event.kind === "put" ? [event.status] : [];
        for (const { appliedRevision } of statuses) this.#appliedRevision = appliedRevision;
        this.#look();
      },
      connection: () => {},
    });
  }

  async allowPrivate(): Promise<void> {
    const storeRevision = this.#revision + 1;
    const document = signDocument({ key: "settings/egress", storeRevision, body: EGRESS }, this.#key);
    await this.#commit([{ key: "settings/egress", value: JSON.stringify(document) }]);
  }

  async fill(size: number): Promise<void> {
    while (this.#size < size) {
      const count = Math.min(BATCH, size - this.#size);
      await this.#commit(Array.from({ length: count }, (_, n) => this.#put(this.#size + n, 0)));
      this.#size += count;
    }
  }

  async publish(n: number): Promise<number> {
    const put = this.#put(n, this.#revision);
    const startedAt = performance.now();
    await this.#commit([put]);
    await this.applied();
    return performance.now() - startedAt;
  }

  #put(n: number, edition: number): { key: string; value: string } {
    const body = routeDocument({ n, edition, port: this.#port });
    const key = routeKeyOf(n);
    return {
      key,
      value: JSON.stringify(signDocument({ key, storeRevision: this.#revision + 1, body }, this.#key)),
    };
  }

  async #commit(puts: { key: string; value: string }[]): Promise<void> {
    const storeRevision = this.#revision + 1;
    await this.#store.commit(ENVIRONMENT, { expectedRevision: this.#revision, storeRevision, puts });
    this.#revision = storeRevision;
  }

  applied(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error("the gateway did not apply what is in the store")),
        APPLIED_MS,
      );
      this.#look = () => {
        if (this.#appliedRevision < this.#revision) return;
        clearTimeout(late);
        resolve();
      };
      this.#look();
    });
  }
}

/** Answers everything on one port; counts the health checks. */
async function startUpstream(): Promise<{
  server: Server;
  port: number;
  probesPerSecond(): Promise<number>;
}> {
  let probes = 0;
  const server = createServer((incoming, response) => {
    if (incoming.url?.startsWith("/health")) probes++;
    response.end("fine");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    probesPerSecond: async () => {
      const before = probes;
      await delay(PROBED_MS);
      return Math.round(((probes - before) / PROBED_MS) * 10_000) / 10;
    },
  };
}

function status(gateway: GatewayProcess, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${gateway.url}${path}`, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end();
  });
}

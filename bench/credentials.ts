import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { keySha256, newKey } from "#lib/credentials";
import { migrate } from "#lib/db";
import { startEmbeddedPostgres } from "#lib/embedded-postgres";
import { applicationKey, credentialKey, type DocumentBody } from "#lib/routing";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument } from "#lib/signing";
import { createGatewayRole, openStore, type Store } from "#lib/store";
import { applicationBody, closedRoute, subscriptionTo } from "../gateway/test-access.ts";
import { memoryOf, startGateway, type GatewayProcess } from "./installed-gateway.ts";

const CREDENTIALS = 100_000;
const APPLICATIONS = 10_000;
const ENVIRONMENT = "production";
const NODE = "bench";
const BATCH = 1_000;
const SETTLE_MS = 15_000;
const APPLIED_MS = 170_000;
const STATIC = { id: "s", kind: "static", status: 200, body: "inside" } as const;

/** What 100 000 keys of 10 000 applications cost a gateway in memory: taken from the store, and from its own snapshot. */
export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), log: () => {} });
  const store = openStore(postgres.url, { timeoutMs: 60_000 });
  try {
    await migrate(postgres.url, "prisma/migrations");
    const password = randomBytes(18).toString("hex");
    const storeUrl = await createGatewayRole(postgres.url, {
      environment: ENVIRONMENT,
      node: NODE,
      password,
    });
    const keys = newSigningKeys();
    const env = {
      GATEWAY_ENVIRONMENT: ENVIRONMENT,
      GATEWAY_SNAPSHOT_DIR: join(folder, "snapshot"),
      STORE_URL: storeUrl,
      SIGNING_PUBLIC_KEY: keys.publicKey,
      SEALING_KEY: newSealingKey(),
    };
    const documents = new Documents(store, keys.privateKey);
    await measure(documents, () => startGateway(NODE, env));
  } finally {
    await store.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(documents: Documents, start: () => Promise<GatewayProcess>): Promise<void> {
  const fallback = { apiVersion: "fallback/v1" as const, id: "shop", chain: [STATIC] };
  await documents.write([["routes/shop/v1", closedRoute("shop", fallback)]]);
  const first = await start();
  await documents.applied();
  const emptyMb = await restingMb(first);
  const key = await documents.fill();
  await documents.applied();
  await assertServed(first, key);
  const fromStoreMb = await restingMb(first);
  await first.stop();
  const again = await start();
  await assertServed(again, key);
  const fromSnapshotMb = await restingMb(again);
  const { readyMs } = again;
  await again.stop();
  console.table([
    { gateway: "without keys", rssMb: emptyMb },
    { gateway: `${CREDENTIALS} keys from the store`, rssMb: fromStoreMb },
    { gateway: `${CREDENTIALS} keys from its snapshot`, rssMb: fromSnapshotMb },
  ]);
  console.log(
    JSON.stringify({
      bench: "credentials",
      credentials: CREDENTIALS,
      applications: APPLICATIONS,
      credentialsMb: fromStoreMb - emptyMb,
      credentialsFromSnapshotMb: fromSnapshotMb - emptyMb,
      coldStartMs: Math.round(readyMs),
    }),
  );
}

async function restingMb(gateway: GatewayProcess): Promise<number> {
  await delay(SETTLE_MS);
  return memoryOf(gateway.pid).rssMb;
}

async function assertServed(gateway: GatewayProcess, key: string): Promise<void> {
  const { status } = await fetch(`${gateway.url}/shop`, { headers: { "x-api-key": key } });
  if (status !== 200) throw new Error(`the last key gets ${status}`);
}

/** Writes signed documents as the worker does, without its database. */
class Documents {
  readonly #store: Store;
  readonly #key: ReturnType<typeof loadSigningKey>;
  #revision = 0;

  constructor(store: Store, privateKey: string) {
    this.#store = store;
    this.#key = loadSigningKey(privateKey);
  }

  async write(bodies: readonly (readonly [string, DocumentBody])[]): Promise<void> {
    const storeRevision = this.#revision + 1;
    const puts = bodies.map(([key, body]) => ({
      key,
      value: JSON.stringify(signDocument({ key, storeRevision, body }, this.#key)),
    }));
    await this.#store.commit(ENVIRONMENT, { expectedRevision: this.#revision, storeRevision, puts });
    this.#revision = storeRevision;
  }

  /** All applications, each with a subscription, then all keys; returns the last one. */
  async fill(): Promise<string> {
    await this.#batches(APPLICATIONS, (n) => {
      const rateLimit = { requests: 100, windowMs: 1_000 };
      const body = applicationBody(`a${n}`, [subscriptionTo("shop", { id: `sub_${n}`, rateLimit })]);
      return [applicationKey(body.application.id), body];
    });
    let last = "";
    await this.#batches(CREDENTIALS, (n) => {
      last = newKey(ENVIRONMENT);
      return [credentialKey(keySha256(last)), credentialBody(n)];
    });
    return last;
  }

  async #batches(count: number, make: (n: number) => readonly [string, DocumentBody]): Promise<void> {
    for (let at = 0; at < count; at += BATCH) {
      const length = Math.min(BATCH, count - at);
      await this.write(Array.from({ length }, (_, n) => make(at + n)));
    }
  }

  async applied(): Promise<void> {
    for (const end = performance.now() + APPLIED_MS; performance.now() < end; await delay(50)) {
      const [status] = await this.#store.listStatus(ENVIRONMENT);
      if (status?.appliedRevision === this.#revision) return;
    }
    throw new Error("the gateway did not apply what is in the store");
  }
}

function credentialBody(n: number): DocumentBody {
  return {
    kind: "credential",
    environment: ENVIRONMENT,
    keyId: `key_01j9z3k5m7p9r1t3v5x7z9b1d3f5h7_${n}`,
    applicationId: `app_a${n % APPLICATIONS}`,
    state: "active",
  };
}

import { setTimeout as delay } from "node:timers/promises";
import { getDraft, registerApi, saveAccess, saveDraft } from "#lib/catalogue";
import { createApplication, createKey, createPlan, subscribe } from "#lib/consumers";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import type { Installation } from "./installation.ts";

const AT = { slug: "bench", version: "v1" };
const APPLICATION = { slug: "bench-app" };
const WITHIN_MS = 30_000;
const POLL_MS = 2;
const HEADER = "x-api-key";
const DOCUMENT = `openapi: 3.1.0
info: { title: Bench, version: "1" }
paths: { /items: { get: { responses: { "200": { description: fine } } } } }
`;

export interface MarketKey {
  slug: string;
  id: string;
  secret: string;
}

/** An API that asks for keys and answers by itself, and an application that is subscribed to it. */
export async function openMarket({ ctx, db, environment, sealingKey }: Installation): Promise<void> {
  await db.team.create({ data: { id: newId("team"), slug: "bench", name: "Bench" } });
  const source = { kind: "text", text: DOCUMENT } as const;
  await registerApi(ctx(), { source, team: "bench", tier: 3, visibility: "public", ...AT });
  const { etag } = await getDraft(ctx(), AT);
  const chain = [{ id: "answer", kind: "static" as const, status: 200, body: "inside" }];
  const draft = await saveDraft(ctx(), AT, {
    draft: {
      etag,
      routes: [{ hosts: [], pathPrefix: "/bench", methods: [], stripPrefix: true }],
      policy: { apiVersion: "fallback/v1", id: "bench", chain },
      bindings: {},
    },
    sealingKey,
  });
  const access = { anonymous: false, key: { header: HEADER } };
  const closed = await saveAccess(ctx(), AT, { etag: draft.etag, access });
  await publish(ctx(), AT, { action: "publish", environment, note: "", draftEtag: closed.etag });
  const plan = await createPlan(ctx(), AT, {
    name: "Free",
    description: "",
    rate: null,
    quota: null,
    approval: "automatic",
  });
  await createApplication(ctx(), { ...APPLICATION, team: "bench", name: "Bench", description: "" });
  await subscribe(ctx(), APPLICATION, {
    api: AT.slug,
    version: AT.version,
    environment,
    plan: plan.id,
    purpose: "",
  });
}

/** A key of the application; it works once the gateways have it. */
export async function makeKey({ ctx, environment }: Installation, name: string): Promise<MarketKey> {
  const { key, secret } = await createKey(ctx(), APPLICATION, { environment, name });
  return { ...APPLICATION, id: key.id, secret };
}

/** Calls a gateway with a key until it answers so; when (`performance.now()`) that answer was there. */
export async function untilAnswered(url: string, secret: string, status: number): Promise<number> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const seen = await statusWith(url, secret);
    const now = performance.now();
    if (seen === status) return now;
    if (now > until) throw new Error(`${url} answers ${seen}, not ${status}, after ${WITHIN_MS} ms`);
    await delay(POLL_MS);
  }
}

/** What a gateway answers to the key now. */
export async function statusWith(url: string, secret: string): Promise<number> {
  const response = await fetch(`${url}/bench/items`, {
    headers: { [HEADER]: secret },
    signal: AbortSignal.timeout(5_000),
  });
  await response.arrayBuffer();
  return response.status;
}

import { getDraft, registerApi, saveDraft } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { getPublication, publish } from "#lib/publishing";
import type { Installation } from "../installation.ts";

const AT = { slug: "soak", version: "v1" };
export const PATH = "/soak/items/1";
const DOCUMENT = `openapi: 3.1.0
info: { title: Soak, version: "1" }
paths: { /items/1: { get: { responses: { "200": { description: fine } } } } }
`;

/** Where there is another target, a late one is given up soon; the last is waited for, however busy the machine is. */
const HASTY = { connectMs: 500, firstByteMs: 400 };
const PATIENT = { connectMs: 5_000, firstByteMs: 8_000 };

/** Registers the API whose chain is these upstreams, in order. */
export async function makeApi({ ctx, db }: Installation): Promise<void> {
  await db.team.create({ data: { id: newId("team"), slug: "soak", name: "Soak" } });
  await registerApi(ctx(), {
    source: { kind: "text", text: DOCUMENT },
    team: "soak",
    tier: 1,
    visibility: "public",
    ...AT,
  });
}

/**
 * Publishes the chain, each time a little different. GET may go to any target after any failure; so may PUT and a POST
 * with an idempotency key, because the targets declare that they share their state and know each other's keys.
 */
export async function publishChain(
  { ctx, environment, sealingKey }: Installation,
  urls: readonly string[],
  n: number,
): Promise<string> {
  const semantics = { sharesState: true, sharesDedupStore: true };
  const now = ctx();
  const { etag } = await getDraft(now, AT);
  const ids = urls.map((_, index) => `target-${index + 1}`);
  const saved = await saveDraft(now, AT, {
    draft: {
      etag,
      routes: [{ hosts: [], pathPrefix: "/soak", methods: [], stripPrefix: true }],
      policy: {
        apiVersion: "fallback/v1",
        id: "soak",
        chain: ids.map((id, at) => ({ id, kind: "http", semantics, timeouts: at < 2 ? HASTY : PATIENT })),
        replay: { nonIdempotent: "with_key", idempotentUnsafe: "shared_state" },
        budget: { deadlineMs: 10_000 + (n % 1000), maxAttempts: 4 },
        failback: { holdDownMs: 1_000 },
        exposure: { clientHeaders: true },
      },
      bindings: {
        [environment]: Object.fromEntries(
          ids.map((id, at) => [id, { endpoints: [{ url: urls[at] as string }] }]),
        ),
      },
    },
    sealingKey,
  });
  const given = { action: "publish", environment, note: "", draftEtag: saved.etag } as const;
  return (await publish(now, AT, given)).id;
}

/** Whether every gateway has acknowledged it. */
export async function isApplied({ ctx }: Installation, id: string): Promise<boolean> {
  const publication = await getPublication(ctx(), { ...AT, id });
  return publication.expected > 0 && publication.appliedMs !== null;
}

import { readFileSync } from "node:fs";
import { getDraft, registerApi, saveDraft } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { getPublication, publish } from "#lib/publishing";

const DOCUMENT = readFileSync(new URL("../demo/documents/storefront.yaml", import.meta.url), "utf8");

export interface StorefrontAt {
  slug: string;
  version: string;
}

/** A storefront of this team. Nothing is published. */
export async function registerStorefront(ctx: Ctx, at: StorefrontAt, team: string): Promise<void> {
  await registerApi(ctx, {
    source: { kind: "text", text: DOCUMENT },
    slug: at.slug,
    version: at.version,
    team,
    tier: 1,
    visibility: "public",
  });
}

/** Saves the chain with these addresses and publishes it to production. Gives the publication's id. */
export async function publishStorefront(
  ctx: Ctx,
  at: StorefrontAt,
  urls: Record<string, string>,
): Promise<string> {
  const draft = await getDraft(ctx, at);
  const targets = Object.fromEntries(Object.entries(urls).map(([id, url]) => [id, { endpoints: [{ url }] }]));
  const chain = Object.keys(urls).map((id) => ({ id, kind: "http" as const }));
  const saved = await saveDraft(ctx, at, {
    draft: {
      etag: draft.etag,
      routes: draft.routes,
      policy: { ...draft.policy, chain },
      bindings: { production: targets },
    },
    sealingKey: Buffer.alloc(32),
  });
  const publication = await publish(ctx, at, {
    action: "publish",
    environment: "production",
    note: "",
    draftEtag: saved.etag,
  });
  return publication.id;
}

/** Whether every connected gateway has acknowledged it. */
export async function isApplied(ctx: Ctx, at: StorefrontAt, id: string): Promise<boolean> {
  const publication = await getPublication(ctx, { ...at, id });
  return publication.expected > 0 && publication.appliedMs !== null;
}

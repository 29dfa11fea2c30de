import { readFileSync } from "node:fs";
import { getDraft, registerApi, saveDraft } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { getPublication, publish } from "#lib/publishing";
import { decideReview, getApproval, submitReview } from "#lib/reviews";
import { askWaiver, decideWaiver } from "#lib/rules";

const DOCUMENT = readFileSync(new URL("../demo/documents/storefront.yaml", import.meta.url), "utf8");

export interface StorefrontAt {
  slug: string;
  version: string;
}

/** A storefront of this team. Nothing is published. */
export async function registerStorefront(
  ctx: Ctx,
  { tier = 3, ...at }: StorefrontAt & { tier?: 1 | 2 | 3 | 4 },
  team: string,
): Promise<void> {
  await registerApi(ctx, {
    source: { kind: "text", text: DOCUMENT },
    slug: at.slug,
    version: at.version,
    team,
    tier,
    visibility: "public",
  });
}

/** Saves the chain with these addresses in production. Gives the draft's etag. */
export async function saveTargets(ctx: Ctx, at: StorefrontAt, urls: Record<string, string>): Promise<number> {
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
  return saved.etag;
}

/**
 * Saves the chain with these addresses and publishes it to production, through a review where a rule asks for one. Gives the
 * publication's id.
 */
export async function publishStorefront(
  ctx: Ctx,
  { note = "", ...at }: StorefrontAt & { note?: string },
  urls: Record<string, string>,
): Promise<string> {
  const draftEtag = await saveTargets(ctx, at, urls);
  await approve(ctx, at, draftEtag);
  const publication = await publish(ctx, at, {
    action: "publish",
    environment: "production",
    note,
    draftEtag,
  });
  return publication.id;
}

/** Has the draft reviewed by somebody of governance, where it may not go to production otherwise. */
async function approve(ctx: Ctx, at: StorefrontAt, draftEtag: number): Promise<void> {
  const { environments } = await getApproval(ctx, at);
  if (environments.find(({ environment }) => environment === "production")?.isAllowed) return;
  const review = await submitReview(ctx, at, {
    environments: ["production"],
    summary: "Opens the storefront.",
    draftEtag,
    publish: "by_hand",
  });
  await decideReview(await asGovernance(ctx), review.id, { decision: "approve", round: 1, note: "" });
}

/** Nobody decides on what they asked for: somebody else, of governance. */
async function asGovernance(ctx: Ctx): Promise<Ctx> {
  const id = newId("usr");
  const person = { id, email: `${id}@e2e.example`, name: "Governance" };
  await ctx.db.user.create({ data: { ...person, role: "governance" } });
  return { ...ctx, actor: { ...person, kind: "user", role: "governance", teams: {} } };
}

/** Lets an API break the organisation's rule of this kind for a day. */
export async function waive(ctx: Ctx, { slug }: { slug: string }, kind: string): Promise<void> {
  const { id: rule } = await ctx.db.governanceRule.findFirstOrThrow({
    where: { kind },
    select: { id: true },
  });
  const until = new Date(ctx.now.getTime() + 86_400_000).toISOString();
  const { id, etag } = await askWaiver(ctx, { slug, input: { rule, reason: "A test.", until } });
  await decideWaiver(await asGovernance(ctx), { id, input: { decision: "grant", etag, note: "" } });
}

/** Whether every connected gateway has acknowledged it. */
export async function isApplied(ctx: Ctx, at: StorefrontAt, id: string): Promise<boolean> {
  const publication = await getPublication(ctx, { ...at, id });
  return publication.expected > 0 && publication.appliedMs !== null;
}

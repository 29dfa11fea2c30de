import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import {
  getApi,
  getDraft,
  getEgressSettings,
  registerApi,
  saveDraft,
  updateEgressSettings,
  type VersionParams,
} from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { getPublication, listPublications, publish } from "#lib/publishing";
import { askWaiver, decideWaiver, listWaivers, WaiverList } from "#lib/rules";
import { approveApi } from "./approve-api.ts";
import type { DemoApi } from "./retail-apis.ts";
import { actorOf, PEOPLE, TEAMS } from "./seed-people.ts";

const ENVIRONMENT = "production";
const LIVE_MS = 30_000;
const POLL_MS = 100;

/** The demo's platforms are on this machine, so private addresses must be allowed as targets. */
export async function allowLocalTargets(ctx: Ctx): Promise<void> {
  const settings = await getEgressSettings(ctx);
  if (!settings.privateTargets) await updateEgressSettings(ctx, { ...settings, privateTargets: true });
}

/** Registers, drafts and publishes what is not there yet, as the owner of its team. */
export async function seedApi(
  system: Ctx,
  api: DemoApi,
  { sealingKey, isOneHost }: { sealingKey: Buffer; isOneHost: boolean },
): Promise<void> {
  const owner = TEAMS.find((team) => team.slug === api.team)?.owner ?? "";
  const ctx: Ctx = { ...system, now: new Date(), actor: await actorOf(system, owner) };
  const at = { slug: api.slug, version: await ensureVersion(ctx, api) };
  const draft = await ensureDraft(ctx, at, { api, sealingKey });
  const published = await listPublications(ctx, at, {
    page: 1,
    size: 1,
    sort: "requestedAt",
    dir: "desc",
    q: "",
  });
  if (published.total > 0) return;
  if (isOneHost && api.tier === 1) await waiveFailureDomain(ctx, system, api.slug);
  await approveApi(ctx, system, { at, environment: ENVIRONMENT, draftEtag: draft.etag });
  const publication = await publish(ctx, at, {
    action: "publish",
    environment: ENVIRONMENT,
    note: "First publication",
    draftEtag: draft.etag,
  });
  await untilLive(ctx, { ...at, id: publication.id });
}

const WAIVER_DAYS = 90;

/** Where a machine has one address only, its owner asks and governance grants, as anybody would. */
async function waiveFailureDomain(owner: Ctx, system: Ctx, slug: string): Promise<void> {
  const known = await listWaivers(owner, WaiverList.api.parse({ api: slug }));
  if (known.total > 0) return;
  const until = new Date(owner.now.getTime() + WAIVER_DAYS * 86_400_000).toISOString();
  const reason = "This machine has one address only, so both platforms are on it.";
  const input = { rule: "rule_tier1-failure-domain", reason, until };
  const { id, etag } = await askWaiver(owner, { slug, input });
  const governance = PEOPLE.find(({ role }) => role === "governance")?.email ?? "";
  const grantor: Ctx = { ...system, now: new Date(), actor: await actorOf(system, governance) };
  await decideWaiver(grantor, { id, input: { decision: "grant", etag, note: "For the demo." } });
}

/** Somebody, or an earlier start, may have edited it already: then it stays. */
async function ensureDraft(
  ctx: Ctx,
  at: VersionParams,
  { api, sealingKey }: { api: DemoApi; sealingKey: Buffer },
) {
  const draft = await getDraft(ctx, at);
  if (draft.etag > 1) return draft;
  const targets = Object.fromEntries(
    Object.entries(api.targets).map(([id, url]) => [id, { endpoints: [{ url }] }]),
  );
  const bindings = { sandbox: targets, [ENVIRONMENT]: targets };
  const { etag, routes } = draft;
  const { slug: id, chain, failback } = api;
  const policy: UnboundPolicy = {
    apiVersion: "fallback/v1",
    id,
    chain,
    // Whoever tries a request out sees which target answered.
    exposure: { clientHeaders: true },
    ...(failback ? { failback } : {}),
  };
  return saveDraft(ctx, at, { draft: { etag, routes, policy, bindings }, sealingKey });
}

async function ensureVersion(ctx: Ctx, api: DemoApi): Promise<string> {
  try {
    return (await getApi(ctx, { slug: api.slug })).defaultVersion?.name ?? "v1";
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
  }
  const text = readFileSync(new URL(`./documents/${api.slug}.yaml`, import.meta.url), "utf8");
  const { slug, team, tier } = api;
  const input = {
    source: { kind: "text", text },
    slug,
    team,
    tier,
    visibility: "public",
    version: "v1",
  } as const;
  return (await registerApi(ctx, input)).version;
}

async function untilLive(ctx: Ctx, at: Parameters<typeof getPublication>[1]): Promise<void> {
  const until = Date.now() + LIVE_MS;
  for (;;) {
    const publication = await getPublication(ctx, at);
    if (publication.applied > 0) return;
    if (Date.now() > until) {
      throw new Error(
        `${at.slug} is not live after ${LIVE_MS / 1000} s: ${publication.error ?? publication.state}`,
      );
    }
    await delay(POLL_MS);
  }
}

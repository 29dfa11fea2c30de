import type { Ctx } from "#lib/db";
import { diffDocuments } from "#lib/routing";
import { compareContracts } from "./compare-contracts.ts";
import { COMPARED_MAX } from "./compare-schema.ts";
import type { Consequences } from "./consequences-schema.ts";
import { draftDigest, readDraft, type Draft } from "./draft.ts";
import { findEnvironmentId, findVersion } from "./find-version.ts";
import { previewDocument } from "./preview-document.ts";
import { readBreaches } from "./rule-gate.ts";
import type { Preview, VersionParams } from "./schema.ts";

const NAMED_CONSUMERS = 20;
const DAY_MS = 86_400_000;

interface Live {
  environmentId: string;
  slug: string;
  number: number;
  documentText: string;
  settings: object;
}

/** The draft that was looked at, and what publishing it to these environments would do. For those who may edit it. */
export async function readConsequences(
  ctx: Ctx,
  at: VersionParams,
  environments: readonly string[],
): Promise<{ draft: Draft & { digest: string }; consequences: Consequences }> {
  const version = await findVersion(ctx, at, "version.update");
  const draft = await ctx.db.$transaction((tx) => readDraft(tx, version.id, "look"));
  const live = await readLive(ctx, version.id, environments);
  const base = live.toSorted((a, b) => b.number - a.number)[0];
  const changes = base ? diffDocuments(base.settings, settingsOf(draft)) : [];
  const each: Consequences["environments"] = [];
  for (const slug of environments) {
    const id = await findEnvironmentId(ctx, slug);
    const preview = await previewDocument(ctx, at, { environment: slug });
    const rules = await readBreaches(ctx, { version, environment: { id, slug }, content: draft });
    each.push({ ...(await environmentOf(ctx, { versionId: version.id, preview, live })), rules });
  }
  return {
    draft: { ...draft, digest: draftDigest(draft) },
    consequences: {
      comparedWith: base?.number ?? null,
      contract: base
        ? await compareContracts(base.documentText, draft.documentText, { at: ctx.now, max: COMPARED_MAX })
        : null,
      settings: capped(changes),
      environments: each,
      consumers: await readConsumers(ctx, version.id, environments),
    },
  };
}

async function readLive(ctx: Ctx, versionId: string, slugs: readonly string[]): Promise<Live[]> {
  const rows = await ctx.db.deployment.findMany({
    where: { versionId, wantedRevisionId: { not: null }, environment: { slug: { in: [...slugs] } } },
    take: 100,
    select: {
      environmentId: true,
      environment: { select: { slug: true } },
      wantedRevision: {
        select: { number: true, documentText: true, routes: true, policy: true, access: true },
      },
    },
  });
  return rows.flatMap(({ environmentId, environment, wantedRevision: revision }) =>
    revision
      ? [
          {
            environmentId,
            slug: environment.slug,
            number: revision.number,
            documentText: revision.documentText,
            settings: settingsOf(revision),
          },
        ]
      : [],
  );
}

interface Looked {
  versionId: string;
  preview: Preview;
  live: Live[];
}

async function environmentOf(
  ctx: Ctx,
  { versionId, preview, live }: Looked,
): Promise<Omit<Consequences["environments"][number], "rules">> {
  const { environment: slug, findings, changes } = preview;
  const subscribed = { versionId, environment: { slug }, state: "active" } as const;
  const [subscribers, calledToday, dependents] = await Promise.all([
    ctx.db.subscription.count({ where: subscribed }),
    ctx.db.subscription.count({
      where: { ...subscribed, lastCallAt: { gte: new Date(ctx.now.getTime() - DAY_MS) } },
    }),
    ctx.db.dependency.count({ where: { innerVersionId: versionId, environment: { slug } } }),
  ]);
  return {
    environment: slug,
    replaces: live.find((one) => one.slug === slug)?.number ?? null,
    routing: capped(changes),
    findings: findings.slice(0, COMPARED_MAX),
    subscribers,
    calledToday,
    dependents,
  };
}

async function readConsumers(
  ctx: Ctx,
  versionId: string,
  slugs: readonly string[],
): Promise<Consequences["consumers"]> {
  const rows = await ctx.db.application.findMany({
    where: {
      deletedAt: null,
      subscriptions: { some: { versionId, state: "active", environment: { slug: { in: [...slugs] } } } },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: NAMED_CONSUMERS,
    select: { name: true, team: { select: { name: true } } },
  });
  return rows.map(({ name, team }) => ({ application: name, team: team.name }));
}

function settingsOf({
  routes,
  policy,
  access,
}: {
  routes: unknown;
  policy: unknown;
  access: unknown;
}): object {
  return { routes, policy, ...(access ? { access } : {}) };
}

function capped<T>(changes: T[]): { total: number; changes: T[] } {
  return { total: changes.length, changes: changes.slice(0, COMPARED_MAX) };
}

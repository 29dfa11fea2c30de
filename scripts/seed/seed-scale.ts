import { ensureDefaults } from "#lib/catalogue";
import type { Ctx, Db } from "#lib/db";
import { AppError } from "#lib/errors";
import { sha256Hex } from "#lib/ids";
import { planApi, TEAMS, type PlannedApi, type PlannedVersion, type Scale } from "./scale-plan.ts";

/** APIs per transaction. */
const CHUNK = 250;
/** What was seeded is dated like this, so that every run makes the same rows. */
const FIRST_AT = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

interface Options {
  scale: Scale;
  /** Also where there are APIs that were not seeded. */
  force: boolean;
  progress(done: number): void;
}

/**
 * Fills the catalogue with made-up APIs: the same ones in every run, those that are there already left alone. Some are to
 * be live: the worker publishes them. Throws `conflict` on a database that holds other APIs, unless forced.
 */
export async function seedScale(ctx: Ctx, { scale, force, progress }: Options): Promise<void> {
  const foreign = await ctx.db.api.count({ where: { NOT: { id: { startsWith: "api_scale_" } } } });
  if (foreign > 0 && !force) {
    throw new AppError(
      "conflict",
      `This database holds ${foreign} APIs that were not seeded. If made-up ones may stand beside them, add --force.`,
    );
  }
  await ensureDefaults(ctx);
  await ctx.db.team.createMany({ data: [...TEAMS], skipDuplicates: true });
  const environments = await ctx.db.environment.findMany({ select: { id: true, slug: true }, take: 100 });
  const environmentIds = new Map(environments.map(({ id, slug }) => [slug, id]));
  for (let start = 0; start < scale.apis; start += CHUNK) {
    const count = Math.min(CHUNK, scale.apis - start);
    const planned = Array.from({ length: count }, (_, index) => planApi(start + index, scale));
    const known = await knownIds(ctx.db, planned);
    const missing = planned.filter((api) => !known.has(api.id));
    if (missing.length > 0)
      await insert(
        ctx.db,
        missing.flatMap((api) => rowsOf(api, environmentIds)),
      );
    progress(start + count);
  }
  await ctx.db.$executeRaw`ANALYZE`;
}

async function knownIds(db: Db, planned: readonly PlannedApi[]): Promise<Set<string>> {
  const ids = planned.map((api) => api.id);
  const rows = await db.api.findMany({ where: { id: { in: ids } }, select: { id: true }, take: ids.length });
  return new Set(rows.map((row) => row.id));
}

interface Rows {
  api: object;
  versions: object[];
  operations: object[];
  claims: object[];
  revisions: object[];
  publications: object[];
  deployments: object[];
}

function rowsOf(api: PlannedApi, environmentIds: ReadonlyMap<string, string>): Rows {
  const at = new Date(FIRST_AT + Number(api.id.slice(-6)) * MINUTE_MS);
  const { versions, ...facts } = api;
  const own = versions.map((version, index) => versionRows(api, { version, index, at, environmentIds }));
  return {
    api: { ...facts, createdById: "seed", createdAt: at, updatedAt: at },
    versions: own.map((one) => one.version),
    operations: own.flatMap((one) => one.operations),
    claims: own.map((one) => one.claim),
    revisions: own.flatMap((one) => one.revisions),
    publications: own.flatMap((one) => one.publications),
    deployments: own.flatMap((one) => one.deployments),
  };
}

interface Of {
  version: PlannedVersion;
  index: number;
  at: Date;
  environmentIds: ReadonlyMap<string, string>;
}

function versionRows(api: PlannedApi, { version, index, at, environmentIds }: Of) {
  const versionId = `${api.id.replace("api", "ver")}_${index}`;
  const pathPrefix = `/${api.slug}/${version.name}`;
  const documentText = documentOf(api, version);
  const documentDigest = sha256Hex(documentText);
  const routes = [{ hosts: [], pathPrefix, methods: [], stripPrefix: true }];
  const policy = policyOf(api);
  const createdAt = new Date(at.getTime() + index);
  const { name, stage, operations } = version;
  return {
    version: {
      id: versionId,
      apiId: api.id,
      name,
      stage,
      documentText,
      documentFormat: "3.1",
      documentDigest,
      routes,
      policy,
      createdAt,
      updatedAt: createdAt,
    },
    operations: operations.map((one, position) => ({
      id: `${versionId}_o${position}`,
      versionId,
      position,
      ...one,
    })),
    claim: { id: `${versionId}_c`, versionId, host: "*", pathPrefix, method: "*" },
    ...liveRows(
      { versionId, documentText, documentDigest, digest: documentDigest, routes, policy },
      {
        environmentIds: version.environments.flatMap((slug) => environmentIds.get(slug) ?? []),
        requestedAt: createdAt,
      },
    ),
  };
}

interface Content {
  versionId: string;
  digest: string;
  documentText: string;
  documentDigest: string;
  routes: object[];
  policy: object;
}

/** What makes the worker publish a version. */
function liveRows(
  content: Content,
  { environmentIds, requestedAt }: { environmentIds: string[]; requestedAt: Date },
) {
  const { versionId } = content;
  const revisionId = `${versionId}_r`;
  const publications = environmentIds.map((environmentId) => ({
    id: `${versionId}_p_${environmentId.slice(-8)}`,
    versionId,
    environmentId,
    revisionId,
    requestedAt,
  }));
  return {
    revisions: publications.length === 0 ? [] : [{ id: revisionId, ...content }],
    publications,
    deployments: publications.map(({ id, environmentId }) => ({
      versionId,
      environmentId,
      wantedRevisionId: revisionId,
      wantedPublicationId: id,
    })),
  };
}

/** Answers by itself: what is seeded calls nobody. */
function policyOf(api: PlannedApi): object {
  const body = JSON.stringify({ api: api.slug, note: "A made-up API answers." });
  const answer = { id: "answer", kind: "static", status: 200, body, contentType: "application/json" };
  return { apiVersion: "fallback/v1", id: "default", chain: [answer] };
}

function documentOf(api: PlannedApi, { name, operations }: PlannedVersion): string {
  const responses = { 200: { description: "Done." } };
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, operationId, summary, tags, deprecated } of operations) {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
      name: parameter,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    const operation = { operationId, summary, tags, parameters, responses };
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = deprecated ? { ...operation, deprecated } : operation;
  }
  const info = { title: api.name, version: `${name.slice(1)}.0.0`, description: api.summary };
  return JSON.stringify({ openapi: "3.1.0", info, paths });
}

/** One statement per table; search follows by its triggers. */
async function insert(db: Db, rows: readonly Rows[]): Promise<void> {
  const json = (pick: (one: Rows) => object[]): string => JSON.stringify(rows.flatMap(pick));
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`
        INSERT INTO "Api" ("id", "slug", "name", "summary", "tier", "visibility", "grantedTeamIds", "domain", "tags", "teamId",
          "createdById", "createdAt", "updatedAt")
        SELECT r.* FROM jsonb_to_recordset(${json((one) => [one.api])}::jsonb) AS r("id" text, "slug" text, "name" text,
          "summary" text, "tier" int, "visibility" "Visibility", "grantedTeamIds" text[], "domain" text, "tags" text[],
          "teamId" text, "createdById" text, "createdAt" timestamptz, "updatedAt" timestamptz)`;
      await tx.$executeRaw`
        INSERT INTO "Version" ("id", "apiId", "name", "stage", "documentText", "documentFormat", "documentDigest", "routes",
          "policy", "createdAt", "updatedAt")
        SELECT r.* FROM jsonb_to_recordset(${json((one) => one.versions)}::jsonb) AS r("id" text, "apiId" text, "name" text,
          "stage" "Stage", "documentText" text, "documentFormat" text, "documentDigest" text, "routes" jsonb, "policy" jsonb,
          "createdAt" timestamptz, "updatedAt" timestamptz)`;
      await tx.$executeRaw`
        INSERT INTO "Operation" ("id", "versionId", "position", "method", "path", "operationId", "summary", "tags", "deprecated")
        SELECT r.* FROM jsonb_to_recordset(${json((one) => one.operations)}::jsonb) AS r("id" text, "versionId" text,
          "position" int, "method" text, "path" text, "operationId" text, "summary" text, "tags" text[], "deprecated" boolean)`;
      await tx.$executeRaw`
        INSERT INTO "RouteClaim" ("id", "versionId", "host", "pathPrefix", "method")
        SELECT r.* FROM jsonb_to_recordset(${json((one) => one.claims)}::jsonb) AS r("id" text, "versionId" text, "host" text,
          "pathPrefix" text, "method" text)`;
      await tx.$executeRaw`
        INSERT INTO "Revision" ("id", "versionId", "number", "digest", "documentText", "documentDigest", "routes", "policy",
          "bindings", "createdById")
        SELECT r."id", r."versionId", 1, r."digest", r."documentText", r."documentDigest", r."routes", r."policy", '{}', 'seed'
        FROM jsonb_to_recordset(${json((one) => one.revisions)}::jsonb) AS r("id" text, "versionId" text, "digest" text,
          "documentText" text, "documentDigest" text, "routes" jsonb, "policy" jsonb)`;
      await tx.$executeRaw`
        INSERT INTO "Publication" ("id", "versionId", "environmentId", "revisionId", "action", "requestedById", "requestedAt")
        SELECT r."id", r."versionId", r."environmentId", r."revisionId", 'publish', 'seed', r."requestedAt"
        FROM jsonb_to_recordset(${json((one) => one.publications)}::jsonb) AS r("id" text, "versionId" text,
          "environmentId" text, "revisionId" text, "requestedAt" timestamptz)`;
      await tx.$executeRaw`
        INSERT INTO "Deployment" ("versionId", "environmentId", "wantedRevisionId", "wantedPublicationId")
        SELECT r.* FROM jsonb_to_recordset(${json((one) => one.deployments)}::jsonb) AS r("versionId" text,
          "environmentId" text, "wantedRevisionId" text, "wantedPublicationId" text)`;
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
}

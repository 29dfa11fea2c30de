import { readOtherApis } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import type { FallbackPolicy, UnboundPolicy } from "#lib/fallback/schema";
import type { Rule, RuleFacts } from "#lib/governance";
import { compileVersion, readContent } from "#lib/publishing";
import {
  checkStyles,
  documentFacts,
  environmentFacts,
  hostsOf,
  readStandIns,
  readStyles,
  summarise,
} from "#lib/rules";
import type { HostCache } from "./host-cache.ts";
import type { LiveChunk, LiveDeployment } from "./read-live.ts";

/** A deployment that can be judged. */
export interface Judgeable {
  deployment: LiveDeployment;
  facts: RuleFacts;
}

interface Gathering {
  rules: readonly Rule[];
  hosts: HostCache;
  /** After this no document is read any more; what is not known of one by then is not judged. */
  readUntil: Date;
  clock(this: void): Date;
}

interface Read {
  deployment: LiveDeployment;
  policy: UnboundPolicy;
  served: FallbackPolicy | undefined;
}

/** What rules judge of everything that is live of some APIs: a few queries for all of them together. */
export async function gatherFacts(ctx: Ctx, chunk: LiveChunk, gathering: Gathering): Promise<Judgeable[]> {
  const read = await compileAll(ctx, chunk.deployments);
  await readDocuments(ctx, read, gathering);
  const digests = [...new Set(read.map(({ deployment }) => deployment.documentDigest))];
  const judged = read.map((one) => judgedOf(one));
  const [summaries, styles, standIns, addresses] = await Promise.all([
    ctx.db.documentSummary.findMany({
      where: { documentDigest: { in: digests } },
      select: { documentDigest: true, facts: true },
    }),
    readStyles(ctx.db, digests, gathering.rules),
    readStandIns(ctx.db, judged),
    gathering.hosts.resolve(judged.flatMap((one) => hostsOf(one))),
  ]);
  const documents = new Map(summaries.map(({ documentDigest, facts }) => [documentDigest, facts]));
  const chains = Map.groupBy(standIns, ({ versionId }) => versionId);
  const apis = new Map(chunk.apis.map((api) => [api.id, api]));
  return read.flatMap(({ deployment, policy, served }) => {
    const api = apis.get(deployment.apiId);
    if (!api) return [];
    const { versionId: id, version: name, environmentId, environment: slug, documentDigest } = deployment;
    const facts: RuleFacts = {
      occasion: "content",
      api,
      version: { id, name },
      document: documentFacts(documents.get(documentDigest)),
      styles: styles.get(documentDigest) ?? [],
      policy,
      environments: [
        environmentFacts(
          { policy },
          { id: environmentId, slug, served },
          {
            standIns: chains.get(id) ?? [],
            change: { verdict: "none" },
            addresses,
          },
        ),
      ],
    };
    return [{ deployment, facts }];
  });
}

function judgedOf({ deployment, policy, served }: Read) {
  const { versionId, documentDigest, environmentId, environment } = deployment;
  return {
    version: { id: versionId },
    documentDigest,
    policy,
    environments: [{ id: environmentId, slug: environment, served }],
  };
}

/** As gateways get them, other APIs' targets in their place. What can no longer be read is not judged. */
async function compileAll(ctx: Ctx, deployments: readonly LiveDeployment[]): Promise<Read[]> {
  const compiled: Read[] = [];
  for (const [environmentId, some] of Map.groupBy(deployments, (one) => one.environmentId)) {
    const slug = some[0]?.environment ?? "";
    const policies = some.map(({ policy }) => policy);
    const others = await readOtherApis(ctx.db, { id: environmentId, slug }, policies);
    const find = others.find(() => true);
    for (const deployment of some) {
      const content = readContent(deployment);
      if (!content.ok) continue;
      const { versionId, version: name, apiId, revision } = deployment;
      const of = { id: versionId, name, api: { id: apiId, slug: "api", name: "api", tier: 4 } };
      const as = { environment: slug, revision, publicationId: "judge", find };
      const result = compileVersion(of, deployment, as);
      const served = result.ok ? result.body.fallback : undefined;
      compiled.push({ deployment, policy: content.content.policy, served });
    }
  }
  return compiled;
}

/** Reads documents that nobody has read yet, as long as there is time. */
async function readDocuments(ctx: Ctx, read: readonly Read[], gathering: Gathering): Promise<void> {
  const known = await ctx.db.documentSummary.findMany({
    where: { documentDigest: { in: read.map(({ deployment }) => deployment.documentDigest) } },
    select: { documentDigest: true },
  });
  const summarised = new Set(known.map(({ documentDigest }) => documentDigest));
  const documents = new Map(read.map(({ deployment }) => [deployment.documentDigest, deployment.revisionId]));
  const isStyled = gathering.rules.some(({ kind }) => kind === "openapi-style");
  for (const [documentDigest, revisionId] of documents) {
    if (!isStyled && summarised.has(documentDigest)) continue;
    if (gathering.clock() > gathering.readUntil) return;
    let text: string | undefined;
    const documentText = async () => (text ??= await textOf(ctx, revisionId));
    if (!summarised.has(documentDigest)) await summarise(ctx, { documentDigest, documentText });
    await checkStyles(ctx, { documentDigest, documentText }, gathering.rules);
  }
}

async function textOf({ db }: Ctx, id: string): Promise<string> {
  const row = await db.revision.findUniqueOrThrow({ where: { id }, select: { documentText: true } });
  return row.documentText;
}

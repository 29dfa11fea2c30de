import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { bindPolicy, flattenPolicy, namedApis, type FindApi } from "#lib/fallback";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { isBlocking, type RuleFinding } from "#lib/governance";
import { judgeContent, prepareFacts, type JudgedEnvironment } from "#lib/rules";
import { findVersion } from "./find.ts";
import { isUnbound } from "./is-unbound.ts";
import { readOtherApis } from "./other-apis.ts";
import { readDraft, type StoredDraft } from "./read-draft.ts";
import type { DraftFinding, RuleFindings, VersionParams } from "./schema.ts";
import { sharedAddresses } from "./shared-addresses.ts";

/** What the rules have to say of a version's draft, waived findings among them. For everybody who can see the API. */
export async function getRuleFindings(ctx: Ctx, at: VersionParams): Promise<RuleFindings> {
  const { id, api } = await findVersion(ctx, at);
  const { rules } = await judgeDraft(ctx, { id, at }, await readDraft(ctx.db, id));
  return { api: api.slug, version: at.version, findings: rules };
}

/** A draft judged in every environment: by the rules as they are now, and by where its names lead. */
export async function judgeDraft(
  ctx: Ctx,
  { id, at }: { id: string; at: VersionParams },
  draft: StoredDraft,
): Promise<{ rules: RuleFinding[]; shared: DraftFinding[] }> {
  const { apiId, documentDigest } = await ctx.db.version.findUniqueOrThrow({
    where: { id },
    select: { apiId: true, documentDigest: true },
  });
  const judged = {
    version: { id, name: at.version, apiId },
    documentDigest,
    documentText: async () => {
      const { documentText } = await ctx.db.version.findUniqueOrThrow({
        where: { id },
        select: { documentText: true },
      });
      return documentText;
    },
    policy: draft.policy,
    environments: await environmentsOf(ctx, at, draft),
  };
  const addresses = await prepareFacts({ ...ctx, wantsAddresses: true }, judged);
  const rules = await judgeContent(ctx.db, judged, { addresses, now: ctx.now });
  return { rules, shared: sharedAddresses(judged, addresses) };
}

/**
 * What the editor of the chain shows of them: what concerns the chain and its addresses, and what is more than a hint. That a
 * chain may take too long it says itself, but not that it may not.
 */
export function asDraftFindings(findings: readonly RuleFinding[]): DraftFinding[] {
  return findings
    .filter((finding) => finding.severity !== "info" && !isSaid(finding) && isOfChain(finding.path))
    .map((finding) => {
      const { kind, rule, message, path, waiver, environment } = finding;
      const until = waiver && ` Waived until ${waiver.until.slice(0, 10)}.`;
      return {
        severity: isBlocking(finding) ? "error" : "warning",
        code: `rule:${kind}`,
        path: path[0] === "policy" ? path.slice(1) : ["bindings", ...path.slice(2)],
        message: `${message} (Rule: ${rule})${until ?? ""}`,
        ...(environment === undefined ? {} : { environment }),
      };
    });
}

function isSaid(finding: RuleFinding): boolean {
  return finding.kind === "chain-deadline" && !isBlocking(finding);
}

function isOfChain([root]: RuleFinding["path"]): boolean {
  return root === "policy" || root === "bindings";
}

async function environmentsOf(ctx: Ctx, at: VersionParams, draft: StoredDraft): Promise<JudgedEnvironment[]> {
  const rows = await ctx.db.environment.findMany({
    select: { id: true, slug: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: 100,
  });
  return Promise.all(
    rows.map(async (environment) => ({
      ...environment,
      served: await servedIn(ctx, { environment, at, draft }),
    })),
  );
}

interface Served {
  environment: { id: string; slug: string };
  at: VersionParams;
  draft: StoredDraft;
}

/** The chain as it would be served there; what keeps it from being is told by other findings. */
async function servedIn(ctx: Ctx, { environment, at, draft }: Served): Promise<FallbackPolicy | undefined> {
  const bindings = draft.bindings[environment.slug] ?? {};
  if (isUnbound(draft.policy, bindings)) return undefined;
  const bound = bindPolicy(draft.policy, bindings);
  if (!bound.ok) return undefined;
  const self = { api: at.slug, version: at.version, label: `${at.slug} ${at.version}` };
  const flat = flattenPolicy(bound.policy, self, await findIn(ctx, environment, draft));
  return flat.ok ? flat.policy : undefined;
}

async function findIn(
  ctx: Ctx,
  environment: Served["environment"],
  { policy }: StoredDraft,
): Promise<FindApi> {
  if (namedApis(policy).length === 0) return () => undefined;
  const others = await readOtherApis(ctx.db, environment, [policy]);
  return others.find((api) => may(ctx.actor, "api.read", api));
}

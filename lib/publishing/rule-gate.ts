import { may } from "#lib/access";
import { readOtherApis } from "#lib/catalogue";
import type { Ctx, Tx } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { isBlocking, type RuleFinding } from "#lib/governance";
import { judgeContent, prepareFacts, type Addresses, type Judged } from "#lib/rules";
import { compileVersion } from "./compile-version.ts";
import { readContent } from "./content.ts";
import type { KeptContent } from "./draft.ts";
import type { FoundVersion } from "./find-version.ts";

interface Gated {
  version: FoundVersion;
  environment: { id: string; slug: string };
  content: KeptContent;
}

/**
 * Finds out what rules ask of content, which takes time, before the version is locked. The gate itself reads everything
 * again; only what names lead to is handed on.
 */
export async function prepareGate(ctx: Ctx, gated: Gated): Promise<Addresses> {
  const judged = await readJudged(ctx, gated);
  return judged ? prepareFacts(ctx, judged) : new Map();
}

/** What the rules have to say of content before anybody publishes it: all of it, waived breaches marked. */
export async function readBreaches(ctx: Ctx, gated: Gated): Promise<RuleFinding[]> {
  const judged = await readJudged(ctx, gated);
  if (!judged) return [];
  const addresses = await prepareFacts(ctx, judged);
  return judgeContent(ctx.db, judged, { addresses, now: ctx.now });
}

async function readJudged(ctx: Ctx, gated: Gated): Promise<Judged | undefined> {
  const { version, environment, content } = gated;
  const others = await readOtherApis(ctx.db, environment, [content.policy]);
  const find = others.find((api) => may(ctx.actor, "api.read", api));
  const as = { environment: environment.slug, revision: 1, publicationId: "check", find };
  const compiled = compileVersion(version, content, as);
  return judgedOf(gated, compiled.ok ? compiled.body.fallback : undefined);
}

/** A waiver without which a publication would have been stopped. */
export interface ReliedOn {
  id: string;
  /** Its rule's name. */
  rule: string;
  /** ISO 8601 */
  until: string;
}

/**
 * The gate that every publication passes, whoever asks for it: throws `unprocessable` with all breaches of blocking rules that
 * no waiver lets pass, each at its field. Rules and waivers count as they are now. Returns the waivers that let it pass.
 */
export async function passGate(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  { gated, served, addresses }: { gated: Gated; served: FallbackPolicy; addresses: Addresses },
): Promise<ReliedOn[]> {
  const judged = judgedOf(gated, served);
  if (!judged) return [];
  const findings = await judgeContent(tx, judged, { addresses, now: ctx.now });
  const blocking = findings.filter(isBlocking);
  if (blocking.length === 0) return reliedOn(findings);
  const { slug } = gated.version.api;
  throw new AppError(
    "unprocessable",
    "Governance rules stop this publication. Correct what is listed, or ask for a waiver.",
    {
      issues: blocking.map(toIssue),
      details: {
        rules: [...new Set(blocking.map(({ ruleId }) => ruleId))],
        see: { path: `/apis/${slug}/governance`, words: "Ask for a waiver" },
      },
    },
  );
}

/** Each once, by its rule's name. */
function reliedOn(findings: RuleFinding[]): ReliedOn[] {
  const byId = new Map<string, ReliedOn>();
  for (const { severity, rule, waiver } of findings)
    if (severity === "block" && waiver) byId.set(waiver.id, { ...waiver, rule });
  return [...byId.values()].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}

function judgedOf(
  { version, environment, content }: Gated,
  served: FallbackPolicy | undefined,
): Judged | undefined {
  const read = readContent(content);
  // What cannot be read is refused before it comes here.
  if (!read.ok) return undefined;
  return {
    version: { id: version.id, name: version.name, apiId: version.api.id },
    documentDigest: content.documentDigest,
    documentText: () => Promise.resolve(content.documentText),
    policy: read.content.policy,
    environments: [{ ...environment, served }],
  };
}

function toIssue({ kind, rule, path, message }: RuleFinding): Issue {
  return { path, message: `${message} (Rule: ${rule})`, code: `rule:${kind}` };
}

import type { Ctx } from "#lib/db";
import type { ChangeFacts } from "#lib/governance";
import { compareStandIn, compareTexts, summariseDocument } from "#lib/openapi";
import { hostsOf, type Addresses, type Judged } from "./judged.ts";
import { readChanges, readStandIns, type ChangeRow } from "./read-comparisons.ts";
import { readRules } from "./read-rules.ts";
import { resolveHosts, type LookUp } from "./resolve-hosts.ts";
import { checkStyles } from "./styles.ts";

/** Sunsets pass with time, and what was too slow may not be the next day. */
const REDO_MS = 86_400_000;

type Preparing = Pick<Ctx, "db" | "now"> & {
  lookUp?: LookUp | undefined;
  /** Where its names lead is wanted even where no rule asks for it. */
  wantsAddresses?: boolean;
};

/**
 * Finds out, before any lock is taken, what takes time to know of content: what its document says, what its change does to
 * callers, whether its fallbacks can stand in, and what its hosts' names lead to. Results are kept by digests, so that the
 * transaction finds them; the addresses are returned. Where no rule is set, nothing else is done, nor that if nobody wants it.
 */
export async function prepareFacts(ctx: Preparing, judged: Judged): Promise<Addresses> {
  const rules = await readRules(ctx.db);
  if (rules.length === 0) return ctx.wantsAddresses ? resolveHosts(hostsOf(judged), ctx.lookUp) : new Map();
  const [addresses] = await Promise.all([
    resolveHosts(hostsOf(judged), ctx.lookUp),
    summarise(ctx, judged),
    checkStyles(ctx, judged, rules),
    compareChanges(ctx, judged),
    compareFallbacks(ctx, judged),
  ]);
  return addresses;
}

/** What a document says of itself, where nobody has read it yet. */
export async function summarise(
  { db, now }: Preparing,
  { documentDigest, documentText }: Pick<Judged, "documentDigest" | "documentText">,
): Promise<void> {
  const known = await db.documentSummary.findUnique({
    where: { documentDigest },
    select: { documentDigest: true },
  });
  if (known) return;
  const facts = await summariseDocument(await documentText());
  await db.documentSummary.createMany({
    data: [{ documentDigest, facts: { ...facts }, readAt: now }],
    skipDuplicates: true,
  });
}

async function compareChanges(ctx: Preparing, judged: Judged): Promise<void> {
  const rows = await readChanges(ctx.db, judged);
  const missing = new Map(
    rows.filter((row) => isDue(row, judged, ctx.now)).map((row) => [row.liveDigest, row.liveRevisionId]),
  );
  for (const [oldDigest, revisionId] of missing) {
    if (oldDigest === null || revisionId === null) continue;
    const old = await revisionText(ctx.db, revisionId);
    const compared = await compareTexts(old, await judged.documentText(), { at: ctx.now });
    const result = compared.ok ? changeOf(compared.comparison.breaking) : { verdict: "unknown" };
    const key = { oldDigest, newDigest: judged.documentDigest };
    await ctx.db.contractResult.upsert({
      where: { oldDigest_newDigest: key },
      create: { ...key, result, comparedAt: ctx.now },
      update: { result, comparedAt: ctx.now },
    });
  }
}

function isDue(
  { liveDigest, result, comparedAt }: ChangeRow,
  { documentDigest }: Judged,
  now: Date,
): boolean {
  if (liveDigest === null || liveDigest === documentDigest) return false;
  if (result === null || comparedAt === null) return true;
  return result.verdict !== "none" && now.getTime() - comparedAt.getTime() > REDO_MS;
}

function changeOf(breaking: readonly { message: string }[]): ChangeFacts {
  const [first] = breaking;
  return first
    ? { verdict: "breaking", count: breaking.length, first: first.message.slice(0, 500) }
    : { verdict: "none" };
}

async function compareFallbacks(ctx: Preparing, judged: Judged): Promise<void> {
  const rows = await readStandIns(ctx.db, [judged]);
  const missing = new Map(
    rows.filter(({ result }) => result === null).map(({ digest, revisionId }) => [digest, revisionId]),
  );
  for (const [fallbackDigest, revisionId] of missing) {
    const fallback = await revisionText(ctx.db, revisionId);
    const result = await compareStandIn(await judged.documentText(), fallback, ctx.now);
    const data = {
      primaryDigest: judged.documentDigest,
      fallbackDigest,
      result: structuredClone(result) as object,
      comparedAt: ctx.now,
    };
    await ctx.db.standInResult.createMany({ data: [data], skipDuplicates: true });
  }
}

async function revisionText(db: Ctx["db"], id: string): Promise<string> {
  const { documentText } = await db.revision.findUniqueOrThrow({
    where: { id },
    select: { documentText: true },
  });
  return documentText;
}

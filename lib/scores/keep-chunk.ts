import type { Ctx, Tx } from "#lib/db";
import { isBlocking, type RuleFinding } from "#lib/governance";
import { digestOf } from "#lib/ids";
import { notify } from "#lib/notifications";
import type { JudgedApi } from "./judge-live.ts";

interface FindingRow {
  versionId: string;
  environmentId: string;
  ruleId: string;
  digest: string;
  severity: string;
  path: (string | number)[];
  message: string;
  waiverId: string | null;
  waivedUntil: string | null;
}

/** Keeps what was found of some APIs, in one transaction: findings, the day's scores, and word of what newly blocks. */
export async function keepChunk(ctx: Ctx, judged: readonly JudgedApi[], day: Date): Promise<void> {
  await ctx.db.$transaction(
    async (tx) => {
      const apiIds = judged.map(({ api }) => api.id);
      const before = await blockingBefore(tx, apiIds);
      await keepFindings(tx, ctx.now, rowsOf(judged));
      await forgetMended(tx, ctx.now, apiIds);
      await keepScores(tx, { judged, day, now: ctx.now });
      for (const one of judged) await tellNew(tx, ctx.now, { ...one, before });
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}

function rowsOf(judged: readonly JudgedApi[]): FindingRow[] {
  const rows = judged.flatMap(({ deployments }) =>
    deployments.flatMap(({ deployment, findings }) =>
      findings.map(({ ruleId, severity, path, message, waiver }): FindingRow => ({
        versionId: deployment.versionId,
        environmentId: deployment.environmentId,
        ruleId,
        digest: digestOf({ path, message }),
        severity,
        path,
        message,
        waiverId: waiver?.id ?? null,
        waivedUntil: waiver?.until ?? null,
      })),
    ),
  );
  return [...new Map(rows.map((row) => [keyOf(row) + row.digest, row])).values()];
}

function keyOf({
  versionId,
  environmentId,
  ruleId,
}: Pick<FindingRow, "versionId" | "environmentId" | "ruleId">) {
  return `${versionId} ${environmentId} ${ruleId} `;
}

/** Rules that were broken and stopped a publication already. */
async function blockingBefore(tx: Tx, apiIds: string[]): Promise<Set<string>> {
  const rows = await tx.standingFinding.findMany({
    where: { version: { apiId: { in: apiIds } }, severity: "block", waiverId: null },
    select: { versionId: true, environmentId: true, ruleId: true },
    distinct: ["versionId", "environmentId", "ruleId"],
    take: 100_000,
  });
  return new Set(rows.map(keyOf));
}

/** A rule that was deleted meanwhile has no findings. */
async function keepFindings(tx: Tx, now: Date, rows: readonly FindingRow[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "StandingFinding" ("versionId", "environmentId", "ruleId", "digest", "severity", "path", "message", "waiverId",
      "waivedUntil", "firstSeenAt", "lastSeenAt")
    SELECT f."versionId", f."environmentId", f."ruleId", f."digest", f."severity"::"RuleSeverity", f."path", f."message",
      f."waiverId", f."waivedUntil", ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("versionId" text, "environmentId" text, "ruleId" text,
      "digest" text, "severity" text, "path" jsonb, "message" text, "waiverId" text, "waivedUntil" timestamptz)
    JOIN "GovernanceRule" r ON r."id" = f."ruleId"
    JOIN "Version" v ON v."id" = f."versionId"
    ON CONFLICT ("versionId", "environmentId", "ruleId", "digest") DO UPDATE SET "severity" = EXCLUDED."severity",
      "waiverId" = EXCLUDED."waiverId", "waivedUntil" = EXCLUDED."waivedUntil", "lastSeenAt" = EXCLUDED."lastSeenAt"`;
}

async function forgetMended(tx: Tx, now: Date, apiIds: string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "StandingFinding" f USING "Version" v
    WHERE v."id" = f."versionId" AND v."apiId" = ANY(${apiIds}) AND f."lastSeenAt" < ${now}::timestamptz`;
}

interface DayScores {
  judged: readonly JudgedApi[];
  day: Date;
  now: Date;
}

async function keepScores(tx: Tx, { judged, day, now }: DayScores): Promise<void> {
  const rows = judged.map(({ api, score, coverage }) => {
    const critical = api.tier <= 2 ? 1 : 0;
    return {
      subjectId: api.id,
      ...score,
      critical,
      untested: coverage === "untested" ? critical : 0,
      tested: coverage === "tested" ? critical : 0,
      coverage,
    };
  });
  await tx.$executeRaw`
    INSERT INTO "ScoreDay" ("subject", "subjectId", "day", "score", "block", "warn", "info", "waived", "apis", "critical",
      "untested", "tested", "coverage", "judgedAt")
    SELECT 'api', s."subjectId", ${day}::date, s."score", s."block", s."warn", s."info", s."waived", 1, s."critical",
      s."untested", s."tested", s."coverage", ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s("subjectId" text, "score" int, "block" int, "warn" int,
      "info" int, "waived" int, "critical" int, "untested" int, "tested" int, "coverage" text)
    ON CONFLICT ("subject", "subjectId", "day") DO UPDATE SET "score" = EXCLUDED."score", "block" = EXCLUDED."block",
      "warn" = EXCLUDED."warn", "info" = EXCLUDED."info", "waived" = EXCLUDED."waived", "critical" = EXCLUDED."critical",
      "untested" = EXCLUDED."untested", "tested" = EXCLUDED."tested", "coverage" = EXCLUDED."coverage",
      "judgedAt" = EXCLUDED."judgedAt"`;
}

/** Tells an API's owners of rules that now stop its publication and did not before: once a day, the first breach named. */
async function tellNew(
  tx: Tx,
  now: Date,
  { api, deployments, before }: JudgedApi & { before: ReadonlySet<string> },
): Promise<void> {
  const news = deployments.flatMap(({ deployment, findings }) =>
    findings
      .filter((finding: RuleFinding) => isBlocking(finding))
      .filter(({ ruleId }) => !before.has(keyOf({ ...deployment, ruleId })))
      .map((finding) => ({ deployment, finding })),
  );
  const [first] = news;
  if (!first) return;
  const facts = {
    api: api.slug,
    apiName: api.name,
    version: first.deployment.version,
    environment: first.deployment.environment,
    ownerTeamId: api.teamId,
    rule: first.finding.rule,
    message: first.finding.message.slice(0, 1_000),
    rules: new Set(news.map(({ finding }) => finding.ruleId)).size,
  };
  const key = `${api.id}:${now.toISOString().slice(0, 10)}:${first.finding.ruleId}`;
  await notify(tx, { kind: "api.breaks_rules", facts, key, now });
}

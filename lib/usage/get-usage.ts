import type { Ctx } from "#lib/db";
import { toCsv } from "#lib/csv";
import { apiSubject, applicationSubject, type Subject } from "./find-usage.ts";
import { partLabels } from "./part-labels.ts";
import { NONE, readUsage, readUsageRows, type Part, type Usage } from "./read-usage.ts";
import type { ApiUsageQuery, ApplicationUsageQuery, UsageRange, UsageReport } from "./schema.ts";
import { spanOf, type Span } from "./span.ts";

const PARTS_SHOWN = 50;
const EXPORT_ROWS_MAX = 50_000;

interface View {
  range: UsageRange;
  by: Part;
}

/** The usage of an API over time and by a part of it. Throws `not_found` and `forbidden`. */
export async function getApiUsage(ctx: Ctx, slug: string, query: ApiUsageQuery): Promise<UsageReport> {
  return report(ctx, await apiSubject(ctx, { slug, ...query }), query);
}

/** The usage of an application over time and by a part of it. Throws `not_found`. */
export async function getApplicationUsage(
  ctx: Ctx,
  slug: string,
  query: ApplicationUsageQuery,
): Promise<UsageReport> {
  return report(ctx, await applicationSubject(ctx, { slug, ...query }), query);
}

/** The same as CSV, a line per step and part. */
export async function exportApiUsage(ctx: Ctx, slug: string, query: ApiUsageQuery): Promise<string> {
  return csv(ctx, await apiSubject(ctx, { slug, ...query }), query);
}

/** The same as CSV, a line per step and part. */
export async function exportApplicationUsage(
  ctx: Ctx,
  slug: string,
  query: ApplicationUsageQuery,
): Promise<string> {
  return csv(ctx, await applicationSubject(ctx, { slug, ...query }), query);
}

async function report(ctx: Ctx, subject: Subject, { range, by }: View): Promise<UsageReport> {
  const span = spanOf(range, ctx.now);
  const usage = await readUsage(ctx, subject.whose, { span, part: by });
  const shown = usage.parts.slice(0, PARTS_SHOWN);
  const labelOf = await partLabels(ctx, subject, { part: by, keys: shown.map(({ key }) => key) });
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    stepMs: span.stepMs,
    totals: usage.totals,
    series: everyStep(span, usage),
    parts: shown.map(({ key, counts }) => ({ key, label: labelOf(key), ...counts })),
    otherParts: usage.parts.length - shown.length,
  };
}

function everyStep({ from, stepMs, steps }: Span, usage: Usage): UsageReport["series"] {
  return Array.from({ length: steps }, (_, index) => {
    const at = from.getTime() + index * stepMs;
    return { at: new Date(at).toISOString(), ...(usage.steps.get(at) ?? NONE) };
  });
}

async function csv(ctx: Ctx, subject: Subject, { range, by }: View): Promise<string> {
  const span = spanOf(range, ctx.now);
  const rows = await readUsageRows(ctx, subject.whose, { span, part: by, limit: EXPORT_ROWS_MAX });
  const keys = [...new Set(rows.map(({ key }) => key))];
  const labelOf = await partLabels(ctx, subject, { part: by, keys });
  const head = [
    "from",
    by,
    "requests",
    "client errors",
    "server errors",
    "throttled",
    "p50 ms",
    "p95 ms",
    "p99 ms",
  ];
  return toCsv(
    head,
    rows.map(({ at, key, counts: c }) => [
      at.toISOString(),
      labelOf(key),
      c.requests,
      c.clientErrors,
      c.serverErrors,
      c.throttled,
      c.p50Ms,
      c.p95Ms,
      c.p99Ms,
    ]),
  );
}

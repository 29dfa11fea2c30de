import { z } from "zod";
import { Bindings, UnboundPolicy, type Finding } from "#lib/fallback/schema";
import { AccessSettings, RouteOperation, Routes, type RouteMatch } from "#lib/routing";

/** What a revision freezes of a version, besides its document. */
export interface VersionContent {
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** By environment slug. */
  bindings: Record<string, Bindings>;
  /** Null: everyone may call it. */
  access: AccessSettings | null;
  operations: RouteOperation[];
}

const Content = z.object({
  routes: Routes,
  policy: UnboundPolicy,
  bindings: z.record(z.string(), Bindings),
  access: AccessSettings.nullable().default(null),
  operations: z.array(RouteOperation).default([]),
});

/** Reads content as it was kept. A revision older than the present schema may no longer fit: findings, not a crash. */
export function readContent(kept: {
  routes: unknown;
  policy: unknown;
  bindings: unknown;
  access?: unknown;
  operations?: unknown;
}): { ok: true; content: VersionContent } | { ok: false; findings: Finding[] } {
  const parsed = Content.safeParse(kept);
  if (parsed.success) return { ok: true, content: parsed.data };
  return { ok: false, findings: parsed.error.issues.map((issue) => contentFinding(issue)) };
}

function contentFinding(issue: { path: PropertyKey[]; message: string }): Finding {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  return {
    severity: "error",
    code: "schema",
    path: path[0] === "policy" ? path.slice(1) : path,
    message: issue.message,
  };
}

import type { Tx } from "#lib/db";
import { Bindings, UnboundPolicy } from "#lib/fallback/schema";
import { Routes, type RouteMatch } from "#lib/routing/schema";
import type { BindingsByEnvironment } from "./schema.ts";

/** A draft as it is stored: secrets sealed. */
export interface StoredDraft {
  etag: number;
  routes: RouteMatch[];
  policy: UnboundPolicy;
  bindings: BindingsByEnvironment;
}

/**
 * Reads a version's draft. The version comes before its bindings: read beside a save, an etag can only be too old,
 * and a save made on it is refused.
 */
export async function readDraft(
  db: Pick<Tx, "version" | "binding">,
  versionId: string,
): Promise<StoredDraft> {
  const version = await db.version.findUniqueOrThrow({
    where: { id: versionId },
    select: { draftEtag: true, routes: true, policy: true },
  });
  const bindings = await db.binding.findMany({
    where: { versionId },
    select: { targets: true, environment: { select: { slug: true } } },
    orderBy: { environment: { position: "asc" } },
  });
  return {
    etag: version.draftEtag,
    routes: Routes.parse(version.routes),
    policy: UnboundPolicy.parse(version.policy),
    bindings: Object.fromEntries(bindings.map((row) => [row.environment.slug, Bindings.parse(row.targets)])),
  };
}

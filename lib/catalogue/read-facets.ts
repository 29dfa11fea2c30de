import type { Db } from "#lib/db";
import { mostFrequent, type FacetCounts } from "./facet-rows.ts";
import type { Facet, FacetValue } from "./schema.ts";

/** Values shown per facet: the most frequent ones. */
const SHOWN = 50;

/** Counts per facet with the names of teams and environments, the most frequent values first. */
export async function readFacets(db: Db, counts: FacetCounts): Promise<Record<Facet, FacetValue[]>> {
  const most = (facet: Facet) => mostFrequent(counts[facet], SHOWN);
  const byIds = (facet: Facet) => ({
    where: { id: { in: most(facet).map(([id]) => id) } },
    select: { id: true, slug: true, name: true } as const,
    take: SHOWN,
  });
  const [teams, environments] = await Promise.all([
    db.team.findMany(byIds("team")),
    db.environment.findMany(byIds("environment")),
  ]);
  const plain = (facet: Facet) => most(facet).map(([value, count]) => ({ value, name: value, count }));
  const named = (facet: Facet, rows: { id: string; slug: string; name: string }[]) =>
    most(facet).flatMap(([id, count]) => {
      const row = rows.find((one) => one.id === id);
      return row ? [{ value: row.slug, name: row.name, count }] : [];
    });
  return {
    team: named("team", teams),
    domain: most("domain").map(([value, count]) => ({ value: value || "-", name: value, count })),
    tier: plain("tier"),
    stage: plain("stage"),
    kind: plain("kind"),
    tag: plain("tag"),
    environment: named("environment", environments),
  };
}

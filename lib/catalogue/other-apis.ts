import { z } from "zod";
import type { Tx, Visibility } from "#lib/db";
import { namedApis, type FindApi, type PublishedApi } from "#lib/fallback";
import { Bindings, UnboundPolicy } from "#lib/fallback/schema";
import { Routes } from "#lib/routing/schema";
import { shapeOf, type ApiShape } from "./part-shape.ts";

/** Who owns an API and who may see it. */
interface Owned {
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
}

/** A version that a chain is made of besides its own targets, and its wanted revision in the environment. */
export interface DependencyOn {
  innerVersionId: string;
  innerRevisionId: string | null;
  innerBlocked: boolean;
}

interface Row extends Owned {
  slug: string;
  version: string;
  versionId: string;
  isBlocked: boolean;
  revisionId: string | null;
  revision: number | null;
  routes: unknown;
  policy: unknown;
  bindings: unknown;
}

const UNSEEN = "an API that you cannot see";
/** Deeper chains are refused when they are put together. */
const LEVELS_READ = 6;

const Content = z.object({ routes: Routes, policy: UnboundPolicy, bindings: Bindings });

/** The other APIs that some chains name, and those that theirs name, as they are wanted in one environment. */
export class OtherApis {
  readonly #rows: ReadonlyMap<string, Row>;

  constructor(rows: ReadonlyMap<string, Row>) {
    this.#rows = rows;
  }

  /** For putting chains together. Findings name an API only where `mayName` allows it. */
  find(mayName: (api: Owned) => boolean): FindApi {
    return (api, version) => {
      const row = this.#rows.get(keyOf(api, version));
      if (!row) return undefined;
      const published = publishedOf(row);
      const label = mayName(row) ? keyOf(api, version) : UNSEEN;
      return published ? { label, published, isBlocked: row.isBlocked } : { label };
    };
  }

  /** What chains are decided by, of those that `mayRead` allows; nothing of where their targets are. */
  shapes(mayRead: (api: Owned) => boolean): ApiShape[] {
    return [...this.#rows.values()].filter(mayRead).map((row) => {
      const published = publishedOf(row);
      const { slug, version, isBlocked } = row;
      return { api: slug, version, isBlocked, published: published ? shapeOf(row, published) : null };
    });
  }

  /** Everything the chain of this policy is made of, at any depth. */
  dependenciesOf(policy: unknown): DependencyOn[] {
    const found = new Map<string, DependencyOn>();
    const visit = (of: unknown) => {
      for (const { api, version } of namedApis(of)) {
        const row = this.#rows.get(keyOf(api, version));
        if (!row || found.has(row.versionId)) continue;
        found.set(row.versionId, {
          innerVersionId: row.versionId,
          innerRevisionId: row.revisionId,
          innerBlocked: row.isBlocked,
        });
        visit(row.policy);
      }
    };
    visit(policy);
    return [...found.values()];
  }
}

/** Reads level by level, one query for each, whatever the number of chains. */
export async function readOtherApis(
  db: Pick<Tx, "$queryRaw">,
  environment: { id: string; slug: string },
  policies: readonly unknown[],
): Promise<OtherApis> {
  const rows = new Map<string, Row>();
  let next = unread(policies, rows);
  for (let level = 0; next.length > 0 && level < LEVELS_READ; level++) {
    const found = await readRows(db, environment, next);
    for (const row of found) rows.set(keyOf(row.slug, row.version), row);
    next = unread(
      found.map((row) => row.policy),
      rows,
    );
  }
  return new OtherApis(rows);
}

function unread(policies: readonly unknown[], known: ReadonlyMap<string, Row>) {
  const named = policies.flatMap(namedApis).map(({ api, version }) => ({ api, version }));
  return [...new Map(named.map((one) => [keyOf(one.api, one.version), one])).values()].filter(
    (one) => !known.has(keyOf(one.api, one.version)),
  );
}

function readRows(
  db: Pick<Tx, "$queryRaw">,
  environment: { id: string; slug: string },
  named: { api: string; version: string }[],
): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT a."slug", v."name" AS "version", v."id" AS "versionId", v."blockedAt" IS NOT NULL AS "isBlocked", a."teamId", a."visibility"::text, a."grantedTeamIds",
      r."id" AS "revisionId", r."number" AS "revision", r."routes", r."policy",
      COALESCE(r."bindings" -> ${environment.slug}, '{}') AS "bindings"
    FROM jsonb_to_recordset(${JSON.stringify(named)}::jsonb) AS n("api" text, "version" text)
    JOIN "Api" a ON a."slug" = n."api"
    JOIN "Version" v ON v."apiId" = a."id" AND v."name" = n."version"
    LEFT JOIN "Deployment" d ON d."versionId" = v."id" AND d."environmentId" = ${environment.id}
    LEFT JOIN "Revision" r ON r."id" = d."wantedRevisionId"`;
}

/** A revision older than the present schema may no longer fit: then it cannot be used, like one that is not there. */
function publishedOf({ revision, routes, policy, bindings }: Row): PublishedApi | undefined {
  const content = Content.safeParse({ routes, policy, bindings });
  return revision !== null && content.success ? { revision, ...content.data } : undefined;
}

function keyOf(api: string, version: string): string {
  return `${api} ${version}`;
}

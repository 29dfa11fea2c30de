import { lazy, Suspense } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import type { ApiHit, ApiQuery } from "#lib/catalogue/schema";
import { apiSearch } from "./api-search.ts";
import { LiveIn } from "./live-in.tsx";
import { Marked } from "./marked.tsx";

// Only what is found by its operations needs it.
const MatchedOperations = lazy(() =>
  import("./matched-operations.tsx").then((module) => ({ default: module.MatchedOperations })),
);

interface ApiTableProps {
  apis: ApiHit[];
  query: ApiQuery;
  /** Words to light up. */
  terms: readonly string[];
}

/** A dense table; on a phone each row keeps the name and what matters most, below each other. */
export function ApiTable({ apis, query, terms }: ApiTableProps) {
  const sortedBy = (sort: ApiQuery["sort"], first: "asc" | "desc" = "asc") => {
    const dir = query.sort === sort ? query.dir : undefined;
    const next = dir === undefined ? first : dir === "asc" ? "desc" : "asc";
    return { dir, href: routes.catalogue(apiSearch({ ...query, sort, dir: next, page: 1 })) };
  };
  return (
    <Table label="APIs">
      <THead>
        <SortHeader label="API" {...sortedBy("name")} />
        <SortHeader label="Tier" className="hidden md:table-cell" {...sortedBy("tier")} />
        <Th className="hidden md:table-cell">Newest version</Th>
        <Th className="hidden xl:table-cell">Live in</Th>
        <SortHeader label="Updated" className="hidden md:table-cell" {...sortedBy("updatedAt", "desc")} />
      </THead>
      <tbody>
        {apis.map((api) => (
          <ApiRow key={api.slug} api={api} terms={terms} />
        ))}
      </tbody>
    </Table>
  );
}

function ApiRow({ api, terms }: { api: ApiHit; terms: readonly string[] }) {
  return (
    <Tr className="relative">
      <Td className="w-full max-w-0">
        <div className="flex flex-col">
          <div className="flex min-w-0 items-baseline gap-2">
            <Link
              href={routes.api(api.slug)}
              data-result
              title={api.name}
              className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              <Marked text={api.name} terms={terms} />
            </Link>
            <span className="hidden min-w-0 shrink-[9999] truncate text-xs text-text-muted sm:inline">
              {api.team.name}
            </span>
          </div>
          {api.summary ? (
            <span title={api.summary} className="truncate text-text-muted">
              <Marked text={api.summary} terms={terms} />
            </span>
          ) : null}
          {api.match && api.match.operations.length > 0 ? (
            <Suspense>
              <MatchedOperations api={api} terms={terms} />
            </Suspense>
          ) : null}
          <span className="flex flex-wrap items-center gap-1.5 pt-1.5 md:hidden">
            <TierBadge tier={api.tier} />
            {api.defaultVersion ? <StageBadge stage={api.defaultVersion.stage} /> : null}
            <LiveIn environments={api.liveIn} />
          </span>
        </div>
      </Td>
      <Td className="hidden md:table-cell">
        <TierBadge tier={api.tier} />
      </Td>
      <Td className="hidden md:table-cell">
        {api.defaultVersion ? (
          <span className="flex items-center gap-2">
            <span className="max-w-24 truncate font-mono text-xs">{api.defaultVersion.name}</span>
            <StageBadge stage={api.defaultVersion.stage} />
          </span>
        ) : (
          <span className="text-text-muted">None</span>
        )}
      </Td>
      <Td className="hidden xl:table-cell">
        <LiveIn environments={api.liveIn} />
      </Td>
      <Td className="hidden whitespace-nowrap text-text-muted md:table-cell">
        <RelativeTime at={api.updatedAt} />
      </Td>
    </Tr>
  );
}

import { sortedBy } from "@/components/admin/sorted-by.ts";
import { routes } from "@/components/shell/routes.ts";
import { Pagination } from "@/components/ui/pagination.tsx";
import { CardBody } from "@/components/ui/card.tsx";
import { Link } from "@/components/ui/link.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import type { Page } from "#lib/paging/schema";
import type { ApiScore, ApiScoreQuery } from "#lib/scores/schema";
import { Broken } from "./broken.tsx";
import { CoverageBadge } from "./coverage-badge.tsx";
import { ScoreBadge } from "./score-badge.tsx";
import { scoresSearch } from "./scores-search.ts";
import { Trend } from "./trend.tsx";

interface ApiScoresTableProps {
  page: Page<ApiScore>;
  query: ApiScoreQuery;
}

/** A row per API; on a phone each keeps the name and its numbers, below each other. */
export function ApiScoresTable({ page, query }: ApiScoresTableProps) {
  const href = (to: ApiScoreQuery) => routes.scorecards(scoresSearch(to));
  const sorted = (sort: ApiScoreQuery["sort"]) => sortedBy(query, sort, href);
  return (
    <>
      <Table label="Scorecards of APIs">
        <THead>
          <SortHeader label="API" {...sorted("name")} />
          <SortHeader label="Score" {...sorted("score")} />
          <Th className="hidden lg:table-cell">30 days</Th>
          <SortHeader label="Broken rules" className="hidden md:table-cell" {...sorted("block")} />
          <Th className="hidden md:table-cell">Fallback</Th>
          <SortHeader label="Tier" className="hidden lg:table-cell" {...sorted("tier")} />
        </THead>
        <tbody>
          {page.items.map((score) => (
            <ScoreRow key={score.slug} score={score} />
          ))}
          {page.items.length === 0 ? (
            <TableEmpty columns={6}>No live API matches these filters.</TableEmpty>
          ) : null}
        </tbody>
      </Table>
      <CardBody>
        <Pagination {...page} noun="APIs" href={(to) => href({ ...query, page: to })} />
      </CardBody>
    </>
  );
}

function ScoreRow({ score }: { score: ApiScore }) {
  return (
    <Tr className="relative">
      <Td className="w-full max-w-0">
        <span className="flex min-w-0 items-baseline gap-2">
          <Link
            href={routes.apiGovernance(score.slug)}
            title={score.name}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {score.name}
          </Link>
          <span className="hidden min-w-0 shrink-[9999] truncate text-xs text-text-muted sm:inline">
            {score.team.name}
          </span>
        </span>
        <span className="flex flex-wrap items-center gap-1.5 pt-1.5 md:hidden">
          <TierBadge tier={score.tier} />
          <CoverageBadge coverage={score.coverage} tier={score.tier} />
          <Broken counts={score} />
        </span>
      </Td>
      <Td>
        <ScoreBadge score={score.score} />
      </Td>
      <Td className="hidden lg:table-cell">
        <Trend points={score.trend} />
      </Td>
      <Td className="hidden md:table-cell">
        <Broken counts={score} />
      </Td>
      <Td className="hidden md:table-cell">
        <CoverageBadge coverage={score.coverage} tier={score.tier} />
      </Td>
      <Td className="hidden lg:table-cell">
        <TierBadge tier={score.tier} />
      </Td>
    </Tr>
  );
}

import { sortedBy } from "@/components/admin/sorted-by.ts";
import { routes } from "@/components/shell/routes.ts";
import { CardBody } from "@/components/ui/card.tsx";
import { Link } from "@/components/ui/link.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Page } from "#lib/paging/schema";
import type { TeamScore, TeamScoreQuery } from "#lib/scores/schema";
import { Broken } from "./broken.tsx";
import { ScoreBadge } from "./score-badge.tsx";
import { Trend } from "./trend.tsx";

interface TeamScoresTableProps {
  page: Page<TeamScore>;
  query: TeamScoreQuery;
}

/** A row per team with something live; its name leads to its APIs. */
export function TeamScoresTable({ page, query }: TeamScoresTableProps) {
  const href = ({ sort, dir, page: to, q }: TeamScoreQuery) =>
    routes.scorecards({ by: "team", sort, dir, page: to, q });
  const sorted = (sort: TeamScoreQuery["sort"]) => sortedBy(query, sort, href);
  return (
    <>
      <Table label="Scorecards of teams">
        <THead>
          <SortHeader label="Team" {...sorted("name")} />
          <SortHeader label="Score" {...sorted("score")} />
          <Th className="hidden lg:table-cell">30 days</Th>
          <Th className="hidden md:table-cell">Broken rules</Th>
          <Th>
            <span className="sm:hidden">Critical</span>
            <span className="hidden sm:inline">Critical with tested fallback</span>
          </Th>
          <SortHeader label="APIs" className="hidden sm:table-cell" {...sorted("apis")} />
        </THead>
        <tbody>
          {page.items.map((team) => (
            <Tr key={team.slug}>
              <Td className="w-full max-w-0">
                <Link
                  href={routes.scorecards({ team: team.slug })}
                  className="block truncate font-medium hover:underline"
                >
                  {team.name}
                </Link>
              </Td>
              <Td>
                <ScoreBadge score={team.score} />
              </Td>
              <Td className="hidden lg:table-cell">
                <Trend points={team.trend} />
              </Td>
              <Td className="hidden md:table-cell">
                <Broken counts={team} />
              </Td>
              <Td className="whitespace-nowrap tabular-nums">{`${team.tested} of ${team.critical}`}</Td>
              <Td className="hidden tabular-nums sm:table-cell">{team.apis}</Td>
            </Tr>
          ))}
          {page.items.length === 0 ? <TableEmpty columns={6}>No team has anything live.</TableEmpty> : null}
        </tbody>
      </Table>
      <CardBody>
        <Pagination {...page} noun="teams" href={(to) => href({ ...query, page: to })} />
      </CardBody>
    </>
  );
}

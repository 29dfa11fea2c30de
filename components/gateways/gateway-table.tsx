import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { GatewayDto, GatewayQuery } from "#lib/publishing/schema";
import { GatewayBadge } from "./gateway-badge.tsx";
import { GatewayProblems } from "./gateway-problems.tsx";
import { gatewaySearch } from "./gateway-search.ts";

interface GatewayTableProps {
  gateways: GatewayDto[];
  query: GatewayQuery;
}

/** One row per node; what it refuses, or why it drifts, stands below its row. */
export function GatewayTable({ gateways, query }: GatewayTableProps) {
  const sortedBy = (sort: GatewayQuery["sort"], first: "asc" | "desc") => {
    const dir = query.sort === sort ? query.dir : undefined;
    const next = dir === undefined ? first : dir === "asc" ? "desc" : "asc";
    return { dir, href: routes.gateways(gatewaySearch({ ...query, sort, dir: next, page: 1 })) };
  };
  return (
    <Table label="Gateways">
      <THead>
        <SortHeader label="Node" {...sortedBy("node", "asc")} />
        <Th>State</Th>
        <Th className="hidden text-right sm:table-cell">Applied</Th>
        <Th className="hidden text-right sm:table-cell">Store</Th>
        <Th className="hidden text-right md:table-cell">Routes</Th>
        <Th className="hidden lg:table-cell">Up since</Th>
        <SortHeader label="Last seen" className="hidden md:table-cell" {...sortedBy("lastSeenAt", "desc")} />
      </THead>
      <tbody>
        {gateways.map((gateway) => (
          <GatewayRows key={gateway.id} gateway={gateway} />
        ))}
      </tbody>
    </Table>
  );
}

function GatewayRows({ gateway }: { gateway: GatewayDto }) {
  const { node, environment, softwareVersion, appliedRevision, behindBy, connected } = gateway;
  return (
    <>
      <Tr>
        <Td className="w-full max-w-0">
          <span className="flex min-w-0 flex-col">
            <span className="flex min-w-0 items-center gap-2">
              <span title={node} className="truncate font-mono text-xs font-medium">
                {node}
              </span>
              <Badge tone="outline">{environment}</Badge>
            </span>
            <span className="truncate text-xs text-text-muted">
              {`Version ${softwareVersion}`}
              <span className="sm:hidden">{` · revision ${formatNumber(appliedRevision)}`}</span>
            </span>
          </span>
        </Td>
        <Td>
          <GatewayBadge gateway={gateway} />
        </Td>
        <Td className="hidden text-right sm:table-cell">{formatNumber(appliedRevision)}</Td>
        <Td className="hidden text-right sm:table-cell">{formatNumber(appliedRevision + behindBy)}</Td>
        <Td className="hidden text-right md:table-cell">{formatNumber(gateway.routes)}</Td>
        <Td className="hidden whitespace-nowrap text-text-muted lg:table-cell">
          {connected ? <RelativeTime at={gateway.startedAt} /> : "–"}
        </Td>
        <Td className="hidden whitespace-nowrap text-text-muted md:table-cell">
          {connected ? "Now" : <RelativeTime at={gateway.lastSeenAt} />}
        </Td>
      </Tr>
      <GatewayProblems gateway={gateway} />
    </>
  );
}

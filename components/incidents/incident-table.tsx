import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { formatNumber } from "@/components/ui/format-number.ts";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { AlertBadge } from "./alert-badge.tsx";
import { reasonWords } from "./reason-words.ts";
import type { IncidentDto } from "#lib/telemetry/schema";

interface IncidentTableProps {
  incidents: readonly IncidentDto[];
  /** Leave the API column out where all are of one API. */
  ofOneApi?: boolean;
}

/** Incidents, newest first. */
export function IncidentTable({ incidents, ofOneApi = false }: IncidentTableProps) {
  return (
    <Table label="Incidents" stacks>
      <THead>
        {ofOneApi ? null : <Th>API</Th>}
        <Th>State</Th>
        <Th>Answered by</Th>
        <Th>Opened</Th>
        <Th>Lasted</Th>
        <Th className="text-right">Rescued</Th>
        <Th className="text-right">Failed</Th>
        <Th>Last error</Th>
      </THead>
      <tbody>
        {incidents.length === 0 ? (
          <TableEmpty columns={ofOneApi ? 7 : 8}>
            No incident. The primary has answered everything.
          </TableEmpty>
        ) : null}
        {incidents.map((incident) => (
          <Tr key={incident.id}>
            {ofOneApi ? null : (
              <Td>
                <Link href={routes.incident(incident.id)} className="font-medium hover:underline">
                  {incident.apiName}
                </Link>
                <span className="block text-xs text-text-muted">
                  {incident.version} · {incident.environment}
                </span>
              </Td>
            )}
            <Td label="State">
              <span className="flex flex-wrap items-center gap-1">
                {incident.closedAt === null ? (
                  <HealthBadge health="fallback" word="Open" />
                ) : (
                  <Badge>Closed</Badge>
                )}
                <AlertBadge incident={incident} />
              </span>
            </Td>
            <Td label="Answered by" className="font-mono text-xs">
              {incident.servingTarget || "nobody"}
            </Td>
            <Td label="Opened" className="whitespace-nowrap">
              {ofOneApi ? (
                <Link href={routes.incident(incident.id)} className="font-medium hover:underline">
                  <RelativeTime at={incident.openedAt} />
                </Link>
              ) : (
                <RelativeTime at={incident.openedAt} />
              )}
            </Td>
            <Td label="Lasted" className="whitespace-nowrap tabular-nums">
              {lasted(incident)}
            </Td>
            <Td label="Rescued" className="text-right tabular-nums">
              {formatNumber(incident.rescued)}
            </Td>
            <Td label="Failed" className="text-right tabular-nums">
              {formatNumber(incident.failed)}
            </Td>
            <Td label="Last error" className="max-w-64 truncate text-text-muted">
              {reasonWords(incident.lastError)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function lasted({ openedAt, closedAt }: IncidentDto): string {
  return closedAt === null ? "still open" : formatDuration(Date.parse(closedAt) - Date.parse(openedAt));
}

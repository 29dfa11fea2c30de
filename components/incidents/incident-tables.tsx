import { Fragment } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { IncidentDetail } from "#lib/telemetry/schema";
import { reasonWords } from "./reason-words.ts";

/** What each target did while the incident lasted, in whole minutes. */
export function IncidentTargets({ incident }: { incident: IncidentDetail }) {
  return (
    <Card>
      <CardHeader title="Targets" description="In the minutes it lasted" />
      <Table label="Targets" stacks>
        <THead>
          <Th>Target</Th>
          <Th className="text-right">Answered</Th>
          <Th className="text-right">Rescued</Th>
          <Th className="text-right">Wasted</Th>
          <Th>Failures</Th>
        </THead>
        <tbody>
          {incident.targets.length === 0 ? (
            <TableEmpty columns={5}>No traffic was reported yet.</TableEmpty>
          ) : null}
          {incident.targets.map((target) => (
            <Tr key={target.id}>
              <Td className="font-mono text-xs">{target.id}</Td>
              <Td label="Answered" className="text-right tabular-nums">
                {formatNumber(target.requests)}
              </Td>
              <Td label="Rescued" className="text-right tabular-nums">
                {formatNumber(target.rescued)}
              </Td>
              <Td label="Wasted" className="text-right tabular-nums">
                {formatNumber(target.wasted)}
              </Td>
              <Td label="Failures" className="min-w-40 text-xs text-text-muted">
                {target.failures.map(({ outcome, attempts }, place) => (
                  <Fragment key={outcome}>
                    {place > 0 ? ", " : null}
                    <span className="inline-block">
                      {reasonWords(outcome)} × {formatNumber(attempts)}
                    </span>
                  </Fragment>
                ))}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** Which gateways saw it, and for how long. */
export function IncidentGateways({ incident }: { incident: IncidentDetail }) {
  return (
    <Card>
      <CardHeader title="Gateways that saw it" />
      <Table label="Gateways that saw it" stacks>
        <THead>
          <Th>Gateway</Th>
          <Th>From</Th>
          <Th>For</Th>
          <Th className="text-right">Rescued</Th>
          <Th className="text-right">Failed</Th>
        </THead>
        <tbody>
          {incident.nodes.map(({ node, openedAt, closedAt, rescued, failed }) => (
            <Tr key={`${node} ${openedAt}`}>
              <Td className="font-mono text-xs">{node}</Td>
              <Td label="From" className="whitespace-nowrap">
                <RelativeTime at={openedAt} />
              </Td>
              <Td label="For" className="whitespace-nowrap tabular-nums">
                {closedAt === null
                  ? "still sees it"
                  : formatDuration(Math.max(0, Date.parse(closedAt) - Date.parse(openedAt)))}
              </Td>
              <Td label="Rescued" className="text-right tabular-nums">
                {formatNumber(rescued)}
              </Td>
              <Td label="Failed" className="text-right tabular-nums">
                {formatNumber(failed)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

"use client";

import { formatNumber } from "@/components/ui/format-number.ts";
import { Table, TableEmpty, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { UsageCounts, UsagePart, UsageRange, UsageReport } from "#lib/usage/schema";
import { latencyWords, PART_WORDS, percentWords, stepWords } from "./words.ts";

const HEADS = ["Requests", "Client errors", "Server errors", "Throttled", "Median", "p95", "p99"];

/** Usage by operation, application, target or version: the busiest first. */
export function PartsTable({ report, by }: { report: UsageReport; by: UsagePart }) {
  return (
    <Table label={`Usage by ${PART_WORDS[by].toLowerCase()}`} stacks>
      <THead>
        <Th>{PART_WORDS[by]}</Th>
        <Heads />
      </THead>
      <tbody>
        {report.parts.map((part) => (
          <Tr key={part.key}>
            <Td className="max-w-sm font-medium break-words">{part.label}</Td>
            <Counts counts={part} whole={report.totals.requests} />
          </Tr>
        ))}
        {report.parts.length === 0 ? <TableEmpty columns={8}>No request in this time.</TableEmpty> : null}
      </tbody>
    </Table>
  );
}

/** What the charts show, as numbers; steps without a request are left out. */
export function StepsTable({ report, range }: { report: UsageReport; range: UsageRange }) {
  const busy = report.series.filter(({ requests }) => requests > 0);
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label="Usage by time" stacks>
        <THead>
          <Th>From</Th>
          <Heads />
        </THead>
        <tbody>
          {busy.map((step) => (
            <Tr key={step.at}>
              <Td className="whitespace-nowrap tabular-nums">{stepWords(step.at, range)}</Td>
              <Counts counts={step} />
            </Tr>
          ))}
          {busy.length === 0 ? <TableEmpty columns={8}>No request in this time.</TableEmpty> : null}
        </tbody>
      </Table>
    </div>
  );
}

function Heads() {
  return HEADS.map((head) => (
    <Th key={head} className="text-right">
      {head}
    </Th>
  ));
}

function Counts({ counts, whole }: { counts: UsageCounts; whole?: number }) {
  const { requests, clientErrors, serverErrors, throttled, p50Ms, p95Ms, p99Ms } = counts;
  const share = whole === undefined ? "" : ` (${percentWords(requests, whole)})`;
  const cells = [
    `${formatNumber(requests)}${share}`,
    formatNumber(clientErrors),
    formatNumber(serverErrors),
    formatNumber(throttled),
    latencyWords(p50Ms),
    latencyWords(p95Ms),
    latencyWords(p99Ms),
  ];
  return cells.map((text, index) => (
    <Td key={HEADS[index]} label={HEADS[index]} className="text-right whitespace-nowrap tabular-nums">
      {text}
    </Td>
  ));
}

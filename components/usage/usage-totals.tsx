import { formatNumber } from "@/components/ui/format-number.ts";
import type { UsageCounts } from "#lib/usage/schema";
import { latencyWords, percentWords } from "./words.ts";

/** The whole range in a few numbers. */
export function UsageTotals({ totals }: { totals: UsageCounts }) {
  const { requests } = totals;
  const facts = [
    { name: "Requests", value: formatNumber(requests) },
    {
      name: "Server errors",
      value: formatNumber(totals.serverErrors),
      note: percentWords(totals.serverErrors, requests),
    },
    {
      name: "Client errors",
      value: formatNumber(totals.clientErrors),
      note: percentWords(totals.clientErrors, requests),
    },
    {
      name: "Throttled",
      value: formatNumber(totals.throttled),
      note: percentWords(totals.throttled, requests),
    },
    { name: "Median", value: latencyWords(totals.p50Ms) },
    {
      name: "p95 / p99",
      value: latencyWords(totals.p95Ms),
      note: totals.p99Ms === null ? "" : latencyWords(totals.p99Ms),
    },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-3 lg:grid-cols-6">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="flex flex-col gap-0.5 bg-surface-raised px-4 py-3">
          <dt className="text-xs text-text-muted">{name}</dt>
          <dd className="text-xl font-semibold tabular-nums">
            {value}
            {note ? <span className="ml-1.5 text-xs font-normal text-text-muted">{note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

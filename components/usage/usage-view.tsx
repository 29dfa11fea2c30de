"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { buttonStyles } from "@/components/ui/button-styles.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { LatencyChart } from "./latency-chart.tsx";
import { csvAddress, partsOf, usageLookOf, usageQuery, type UsageScope } from "./queries.ts";
import { RequestsChart } from "./requests-chart.tsx";
import { PartsTable, StepsTable } from "./usage-tables.tsx";
import { UsageTotals } from "./usage-totals.tsx";
import { PART_WORDS, RANGE_WORDS } from "./words.ts";

const RANGES = (["1h", "24h", "7d", "30d"] as const).map((value) => ({ value, label: RANGE_WORDS[value] }));

/** Who used it, how much, how fast and how well: over time, and by a part. */
export function UsageView({ scope }: { scope: UsageScope }) {
  const { search, change } = useUrlSearch();
  const look = usageLookOf(scope, new URLSearchParams(search));
  const { data, error } = useQuery(usageQuery(scope, look));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label="Time"
          value={look.range}
          options={RANGES}
          onChange={(range) => change({ range: range === "24h" ? undefined : range })}
        />
        <a href={csvAddress(scope, look)} download className={buttonStyles({ variant: "secondary" })}>
          <Download aria-hidden />
          CSV
        </a>
      </div>
      {error ? <ProblemCallout error={error} /> : null}
      {data ? (
        <>
          <UsageTotals totals={data.totals} />
          <Card>
            <CardHeader title="Over time" />
            <CardBody className="grid grid-cols-1 gap-6 lg:grid-cols-2">
              <RequestsChart series={data.series} range={look.range} />
              <LatencyChart series={data.series} range={look.range} />
            </CardBody>
            <details className="border-t">
              <summary className="cursor-pointer px-4 py-2.5 text-sm text-text-muted">As a table</summary>
              <StepsTable report={data} range={look.range} />
            </details>
          </Card>
          <Card>
            <CardHeader
              title={`By ${PART_WORDS[look.by].toLowerCase()}`}
              actions={
                <Segmented
                  label="By"
                  value={look.by}
                  options={partsOf(scope).map((value) => ({ value, label: PART_WORDS[value] }))}
                  onChange={(by) => change({ by: by === partsOf(scope)[0] ? undefined : by })}
                />
              }
            />
            <PartsTable report={data} by={look.by} />
            {data.otherParts > 0 ? (
              <CardBody className="text-sm text-text-muted">
                {`${countOf(data.otherParts, "more", "more")} with fewer requests; the CSV has them all.`}
              </CardBody>
            ) : null}
          </Card>
        </>
      ) : error ? null : (
        <Card>
          <SkeletonRows label="Loading usage" />
        </Card>
      )}
    </div>
  );
}

import { Card } from "@/components/ui/card.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import type { IncidentDetail } from "#lib/telemetry/schema";
import { reasonWords } from "./reason-words.ts";

/** What an incident cost in four numbers, and its first and last error. */
export function IncidentCost({ incident }: { incident: IncidentDetail }) {
  const { rescued, failed, wasted, addedP50Ms, addedP99Ms, firstError, lastError } = incident;
  const added = addedP50Ms === null ? "–" : `${addedP50Ms} ms`;
  return (
    <Card aria-label="What it cost" className="flex flex-col overflow-hidden">
      <dl className="grid grid-cols-2 gap-px bg-border md:grid-cols-4">
        <Fact term="Rescued" value={formatNumber(rescued)} hint="answered by an understudy" />
        <Fact
          term="Failed"
          value={formatNumber(failed)}
          hint="got an error all the same"
          tone={failed > 0 ? "text-danger" : ""}
        />
        <Fact term="Attempts wasted" value={formatNumber(wasted)} hint="on targets that failed" />
        <Fact
          term="Added latency"
          value={added}
          hint={addedP99Ms === null ? "of rescued requests" : `p50 of rescued requests; p99 ${addedP99Ms} ms`}
        />
      </dl>
      {firstError || lastError ? (
        <p className="border-t px-4 py-2.5 text-sm text-text-muted">
          First error: {errorWords(firstError)}. Last error: {errorWords(lastError)}.
        </p>
      ) : null}
    </Card>
  );
}

/** An order is a reason, not an error. */
function errorWords(error: string): string {
  if (error === "pinned") return "none, it was pinned";
  return reasonWords(error) || "none";
}

function Fact({
  term,
  value,
  hint,
  tone = "",
}: {
  term: string;
  value: string;
  hint: string;
  tone?: string;
}) {
  return (
    <div className="flex flex-col gap-0.5 bg-surface-raised px-4 py-3.5">
      <dt className="text-sm text-text-muted">{term}</dt>
      <dd className={`text-2xl font-semibold tabular-nums ${tone}`}>{value}</dd>
      <dd className="text-xs text-text-muted">{hint}</dd>
    </div>
  );
}

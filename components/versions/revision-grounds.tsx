import { AllowedBy, roadSentence } from "@/components/publishing/allowed-by.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { RevisionSummary } from "#lib/publishing/schema";

interface RevisionGroundsProps {
  /** Of the API. */
  slug: string;
  revision: Pick<RevisionSummary, "number" | "rollsBackTo" | "wentLive">;
}

/** Where a revision went live, by which road, and what allowed it. */
export function RevisionGrounds({ slug, revision }: RevisionGroundsProps) {
  const { number, rollsBackTo, wentLive } = revision;
  if (wentLive.length === 0) return null;
  return (
    <ul
      aria-label={`How revision ${number} went live`}
      className="flex flex-col gap-0.5 text-xs text-text-muted"
    >
      {wentLive.map((one) => (
        <li key={`${one.environment} ${one.at}`} className="flex flex-wrap items-center gap-x-1.5">
          <span>{`${roadSentence({ ...one, rollsBackTo }, one.by)},`}</span>
          <RelativeTime at={one.at} />
          <AllowedBy slug={slug} of={one} />
        </li>
      ))}
    </ul>
  );
}

import { routes } from "@/components/shell/routes.ts";
import { countOf } from "@/components/ui/format-number.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Publications that could not be written, and when that is tried again. */
export function FailedPublications({ publications }: { publications: Overview["failedPublications"] }) {
  return (
    <NeedCard
      id="failed-heading"
      title="Not written yet"
      description="Asked for, tried, failed. What was live before stays live."
      shown={publications.items.length}
      total={publications.total}
    >
      {publications.items.map((publication) => (
        <NeedRow
          key={publication.publicationId}
          href={routes.activity(publication.api, {
            version: publication.version,
            environment: publication.environment,
          })}
          title={publication.apiName}
          where={`${publication.version} in ${publication.environment}`}
          aside={
            <>
              <span>{countOf(publication.attempts, "attempt")}</span>
              {publication.nextAttemptAt ? (
                <span>
                  next <RelativeTime at={publication.nextAttemptAt} />
                </span>
              ) : null}
            </>
          }
        >
          {publication.error}
        </NeedRow>
      ))}
    </NeedCard>
  );
}

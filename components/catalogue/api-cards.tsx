import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import type { ApiHit } from "#lib/catalogue/schema";
import { LiveIn } from "./live-in.tsx";
import { Marked } from "./marked.tsx";
import { MatchedOperations } from "./matched-operations.tsx";

/** The same APIs with more of what they say about themselves. */
export function ApiCards({ apis, terms }: { apis: ApiHit[]; terms: readonly string[] }) {
  return (
    <ul className="grid gap-3 lg:grid-cols-2" aria-label="APIs">
      {apis.map((api) => (
        <li
          key={api.slug}
          className="relative flex min-w-0 flex-col gap-2 rounded-lg border bg-surface-raised p-4 shadow-raised"
        >
          <div className="flex min-w-0 items-baseline justify-between gap-2">
            <Link
              href={routes.api(api.slug)}
              data-result
              title={api.name}
              className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
            >
              <Marked text={api.name} terms={terms} />
            </Link>
            <span className="shrink-0 text-xs text-text-muted">
              <RelativeTime at={api.updatedAt} />
            </span>
          </div>
          <p className="line-clamp-2 text-sm text-text-muted">
            <Marked text={api.summary || "No summary."} terms={terms} />
          </p>
          <MatchedOperations api={api} terms={terms} />
          <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-1">
            <TierBadge tier={api.tier} />
            {api.defaultVersion ? <StageBadge stage={api.defaultVersion.stage} /> : null}
            <LiveIn environments={api.liveIn} />
            {api.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </div>
          <p className="truncate text-xs text-text-muted">
            {[api.team.name, api.domain, `${api.defaultVersion?.operationCount ?? 0} operations`]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </li>
      ))}
    </ul>
  );
}

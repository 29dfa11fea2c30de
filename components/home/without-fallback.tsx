import { routes } from "@/components/shell/routes.ts";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import type { Overview } from "#lib/publishing/schema";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Versions of the reader's teams that nobody stands in for. */
export function WithoutFallback({ versions }: { versions: Overview["withoutFallback"] }) {
  return (
    <NeedCard
      id="without-heading"
      title="Without fallback"
      description="When the primary fails, these fail."
      shown={versions.items.length}
      total={versions.total}
    >
      {versions.items.map(({ api, apiName, version, tier }) => (
        <NeedRow
          key={`${api}/${version}`}
          href={routes.fallback(api, { version })}
          title={apiName}
          where={version}
          aside={<TierBadge tier={tier} />}
        >
          Give it an understudy.
        </NeedRow>
      ))}
    </NeedCard>
  );
}

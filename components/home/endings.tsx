"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { endingsQuery } from "@/components/versions/queries.ts";
import type { Ending } from "#lib/versions/schema";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Versions that end and that this person's teams rely on, the nearest end first. */
export function Endings() {
  const { data } = useQuery(endingsQuery);
  if (!data) return null;
  return (
    <NeedCard
      id="endings-heading"
      title="What you rely on ends"
      description="Change the chain, or say that you know."
      shown={data.items.length}
      total={data.total}
    >
      {data.items.map((ending, at) => (
        <EndingRow key={at} ending={ending} />
      ))}
    </NeedCard>
  );
}

function EndingRow({ ending: { ends, sunsetAt, chain, application } }: { ending: Ending }) {
  const what = ends ? `${ends.apiName} ${ends.version}` : "an API that you cannot see";
  const aside = sunsetAt ? (
    <span>
      ends <RelativeTime at={sunsetAt} />
    </span>
  ) : (
    "no day is announced"
  );
  if (chain)
    return (
      <NeedRow
        href={routes.fallback(chain.api, { version: chain.version, environment: chain.environments[0] })}
        title={chain.apiName}
        where={`${chain.version} in ${chain.environments.join(", ")}`}
        aside={aside}
      >
        {`In its chain: ${what}. Take it out before its end.`}
      </NeedRow>
    );
  return (
    <NeedRow
      href={ends ? routes.lifecycle(ends.api, { version: ends.version }) : routes.applications()}
      title={application?.name ?? ""}
      where={`calls ${what}`}
      aside={aside}
    >
      Acknowledge it, and move on.
    </NeedRow>
  );
}

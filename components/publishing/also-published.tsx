"use client";

import { useQuery } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout.tsx";
import { DependentItems } from "./dependent-items.tsx";
import { dependentsQuery, type VersionRef } from "./queries.ts";

/** Whose chains a publication changes besides the version's own. */
export function AlsoPublished({ versionRef, environment }: { versionRef: VersionRef; environment: string }) {
  const { data } = useQuery(dependentsQuery(versionRef, environment));
  if (!data || data.total + data.hidden === 0) return null;
  return (
    <Callout tone="info" title="It is in the fallback chain of other APIs">
      <p>They are published again with its new targets, each with receipts of its own.</p>
      <DependentItems dependents={data} environment={environment} />
    </Callout>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { DependentItems } from "./dependent-items.tsx";
import { dependentsQuery, type VersionRef } from "./queries.ts";

/** Whose fallback a version is in an environment. Nothing where it is nobody's. */
export function UsedBy({ versionRef, environment }: { versionRef: VersionRef; environment: string }) {
  const { data } = useQuery(dependentsQuery(versionRef, environment));
  if (!data || data.total + data.hidden === 0) return null;
  return (
    <Card aria-labelledby="used-by-heading">
      <CardHeader
        id="used-by-heading"
        title="Used as a fallback by"
        description={`In ${environment}. A change here is published to them, too.`}
      />
      <CardBody className="pt-2 text-sm">
        <DependentItems dependents={data} environment={environment} />
      </CardBody>
    </Card>
  );
}

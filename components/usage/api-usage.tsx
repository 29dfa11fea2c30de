"use client";

import { useSearchParams } from "next/navigation";
import { CallersCard } from "./callers-card.tsx";
import { usageLookOf, type UsageScope } from "./queries.ts";
import { UsageView } from "./usage-view.tsx";

/** The usage of a version of an API in an environment, and who calls it. */
export function ApiUsage({
  slug,
  version,
  environment,
}: {
  slug: string;
  version: string;
  environment: string;
}) {
  const scope: UsageScope = { of: "apis", slug, version, environment };
  const { callersPage } = usageLookOf(scope, new URLSearchParams(useSearchParams()));
  return (
    <div className="flex flex-col gap-4">
      <UsageView scope={scope} />
      <CallersCard of={{ slug, version, environment, page: callersPage }} />
    </div>
  );
}

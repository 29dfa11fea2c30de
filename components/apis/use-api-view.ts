"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { chosenEnvironment, chosenVersion } from "./chosen-view.ts";
import { apiQuery, environmentsQuery } from "./queries.ts";

/** The API under this layout with the version and environment its URL names. The layout has put both into the cache. */
export function useApiView(slug: string) {
  const search = useSearchParams();
  const { data: api } = useSuspenseQuery(apiQuery(slug));
  const { data: environments } = useSuspenseQuery(environmentsQuery);
  const version = chosenVersion(api, search.get("version") ?? undefined);
  const environment = chosenEnvironment(environments, search.get("environment") ?? undefined);
  return {
    api,
    environments,
    version,
    environment,
    /** For links: only what differs from the default is named. */
    view: {
      version: version === api.defaultVersion?.name ? undefined : version,
      environment: environment === chosenEnvironment(environments, undefined) ? undefined : environment,
    },
  };
}

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { oneOf } from "@/components/shell/list-search.ts";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { Caller, UsagePart, UsageRange, UsageReport } from "#lib/usage/schema";

/** Whose usage: an API's (one version of it, or all) or an application's, in one environment. */
export type UsageScope =
  | { of: "apis"; slug: string; environment: string; version?: string | undefined }
  | { of: "applications"; slug: string; environment?: string | undefined };

/** An application's usage in the environment a URL names; in all of them when it names none, or one that is not there. */
export function applicationScope(
  slug: string,
  search: URLSearchParams,
  environments: readonly { slug: string }[],
): Extract<UsageScope, { of: "applications" }> {
  const environment = environments.find((one) => one.slug === search.get("environment"))?.slug;
  return { of: "applications", slug, environment };
}

/** What a page of usage shows of it. */
export interface UsageLook {
  range: UsageRange;
  by: UsagePart;
  callersPage: number;
}

const RANGES = ["1h", "24h", "7d", "30d"] as const;
const PARTS = {
  apis: ["operation", "application", "target", "version"],
  applications: ["version", "operation"],
} as const satisfies Record<UsageScope["of"], readonly UsagePart[]>;

export const partsOf = (scope: UsageScope): readonly UsagePart[] => PARTS[scope.of];

/** The look a URL asks for; whatever it does not say is the default. */
export function usageLookOf(scope: UsageScope, search: URLSearchParams): UsageLook {
  const [first] = PARTS[scope.of];
  return {
    range: oneOf(search.get("range"), RANGES) ?? "24h",
    by: oneOf(search.get("by"), partsOf(scope)) ?? first,
    callersPage: pageNumberOf(search.get("page") ?? undefined),
  };
}

function searchOf(scope: UsageScope, look: Pick<UsageLook, "range" | "by">): string {
  const search = new URLSearchParams({ range: look.range, by: look.by });
  if (scope.environment !== undefined) search.set("environment", scope.environment);
  if (scope.of === "apis" && scope.version !== undefined && look.by !== "version")
    search.set("version", scope.version);
  return search.toString();
}

/** Where the same comes as a file. */
export function csvAddress(scope: UsageScope, look: UsageLook): string {
  return `/api/v1/${scope.of}/${scope.slug}/usage/csv?${searchOf(scope, look)}`;
}

export const usageQuery = (scope: UsageScope, { range, by }: UsageLook) =>
  queryOptions({
    queryKey: ["usage", scope, range, by],
    queryFn: ({ signal }) =>
      api<UsageReport>(`/${scope.of}/${scope.slug}/usage?${searchOf(scope, { range, by })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export interface CallersOf {
  slug: string;
  version: string;
  environment: string;
  page: number;
}

export const callersQuery = ({ slug, version, environment, page }: CallersOf) =>
  queryOptions({
    queryKey: ["usage", "callers", slug, version, environment, page],
    queryFn: ({ signal }) =>
      api<Page<Caller>>(`/apis/${slug}/callers?version=${version}&environment=${environment}&page=${page}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });

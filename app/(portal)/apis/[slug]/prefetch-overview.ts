import "server-only";
import type { QueryClient } from "@tanstack/react-query";
import { instance } from "@/app/_server/instance.ts";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { liveQuery } from "@/components/incidents/queries.ts";
import { dependentsQuery } from "@/components/publishing/queries.ts";
import { callQuery } from "@/components/reference/queries.ts";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { changelogQuery, LATEST, lifeQuery } from "@/components/versions/queries.ts";
import { listChangelog, listDependents } from "#lib/publishing";
import { ChangelogList, DependentList } from "#lib/publishing/schema";
import { getCallSettings } from "#lib/reference";
import { getLive } from "#lib/telemetry";
import { getVersionLife } from "#lib/versions";

/** What the overview of a version shows at once, so that nothing moves when the browser asks for it again. */
export async function prefetchOverview(
  at: { slug: string; version: string },
  environment: string,
): Promise<QueryClient> {
  const ctx = await pageCtx();
  const client = createQueryClient();
  const latest = ChangelogList.api.parse(LATEST);
  const dependents = DependentList.api.parse({ environment, size: 20 });
  await Promise.all([
    client.prefetchQuery({ ...liveQuery(at, environment), queryFn: () => getLive(ctx, at, { environment }) }),
    client.prefetchQuery({
      ...callQuery(at, environment),
      queryFn: () => getCallSettings(ctx, { ...at, environment }, instance().config.gateway),
    }),
    client.prefetchQuery({ ...lifeQuery(at), queryFn: () => getVersionLife(ctx, at) }),
    client.prefetchQuery({ ...changelogQuery(at, LATEST), queryFn: () => listChangelog(ctx, at, latest) }),
    client.prefetchQuery({
      ...dependentsQuery(at, environment),
      queryFn: () => listDependents(ctx, at, dependents),
    }),
  ]);
  return client;
}

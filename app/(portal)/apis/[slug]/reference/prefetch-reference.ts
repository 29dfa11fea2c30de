import "server-only";
import type { QueryClient } from "@tanstack/react-query";
import { instance } from "@/app/_server/instance.ts";
import type { Ctx } from "@/app/_server/page-ctx.ts";
import { callQuery, operationQuery, referenceQuery } from "@/components/reference/queries.ts";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getCallSettings, getOperationReference, getReference } from "#lib/reference";

interface At {
  slug: string;
  version: string;
  environment: string;
}

/** What the page shows first. A document that cannot be read is the browser's to ask for again, and to say so. */
export async function prefetchReference(
  ctx: Ctx,
  { slug, version, environment }: At,
  operation: string | string[] | undefined,
): Promise<QueryClient> {
  const client = createQueryClient();
  const at = { slug, version };
  const own = instance().config.gateway;
  await Promise.allSettled([
    client.query({ ...referenceQuery(at), retry: false, queryFn: () => getReference(ctx, at) }),
    client.query({
      ...callQuery(at, environment),
      queryFn: () => getCallSettings(ctx, { ...at, environment }, own),
    }),
    ...(typeof operation === "string"
      ? [
          client.query({
            ...operationQuery(at, operation),
            retry: false,
            queryFn: () => getOperationReference(ctx, { ...at, key: operation }),
          }),
        ]
      : []),
  ]);
  return client;
}

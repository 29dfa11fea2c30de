import "server-only";
import type { Ctx } from "@/app/_server/page-ctx.ts";
import { getDraft, listOperations, OperationList } from "#lib/catalogue";

/** A request that a reader can send as it is: a route of the version, and an operation that needs nothing. */
export interface CallExample {
  method: string;
  /** Set when the route asks for one. */
  host: string | undefined;
  path: string;
}

/** The version's first route with its first plain GET; the route's own path when there is none. */
export async function callExample(
  ctx: Ctx,
  at: { slug: string; version: string },
): Promise<CallExample | undefined> {
  const [draft, operations] = await Promise.all([
    getDraft(ctx, at),
    listOperations(ctx, at, OperationList.api.parse({ size: 100 })),
  ]);
  const route = draft.routes[0];
  if (route === undefined) return undefined;
  const gets = operations.items.filter(({ method }) => method === "GET");
  const operation = gets.find(({ path }) => !path.includes("{")) ?? gets[0];
  const prefix = route.pathPrefix === "/" ? "" : route.pathPrefix;
  const own = operation?.path ?? "/";
  return {
    method: "GET",
    host: route.hosts[0],
    path: own.startsWith(`${prefix}/`) ? own : `${prefix}${own}`,
  };
}

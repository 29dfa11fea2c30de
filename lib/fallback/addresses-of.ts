import type { HttpTarget } from "./schema.ts";

/** Where a target is asked, whatever the order and the shares: what was seen of it there says nothing of another place. */
export function addressesOf({ endpoints }: Pick<HttpTarget, "endpoints">): string[] {
  return [...new Set(endpoints.map(({ url }) => url))].toSorted();
}

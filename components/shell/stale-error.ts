import type { Query } from "@tanstack/react-query";

type Known = Pick<Query, "isActive"> & { state: Pick<Query["state"], "status" | "data" | "error"> };

/** Why something that is shown could not be fetched again; undefined while all of it is current. */
export function staleError(queries: readonly Known[]): Error | undefined {
  const stale = queries.find(
    (query) => query.isActive() && query.state.status === "error" && query.state.data !== undefined,
  );
  return stale?.state.error ?? undefined;
}

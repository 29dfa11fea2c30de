import type { Route } from "next";

interface Sorted {
  sort: string;
  dir: "asc" | "desc";
}

/** What a SortHeader of this column needs: its direction when it is the sorted one, and the URL of the other order. */
export function sortedBy<Q extends Sorted>(query: Q, sort: Q["sort"], href: (query: Q) => Route) {
  const dir = query.sort === sort ? query.dir : undefined;
  return { dir, href: href({ ...query, sort, dir: dir === "asc" ? "desc" : "asc", page: 1 }) };
}

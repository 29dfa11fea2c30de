import { z } from "zod";
import { isStorable } from "#lib/ids/schema";

export const PAGE_SIZE_MAX = 100;
/** Past this page an offset costs more than it is worth; narrow the search instead. */
export const PAGE_MAX = 1000;

interface ListOptions<Sort extends string> {
  sort: readonly [Sort, ...Sort[]];
  dir?: "asc" | "desc";
  size?: number;
}

/**
 * The query of a list: `{ page, size, sort, dir, q }`. Two readings of one shape: `api` refuses bad values,
 * `url` (for pages) falls back to the default so that an old link still shows something.
 */
export function listQuery<Sort extends string>(options: ListOptions<Sort>) {
  const dir = options.dir ?? "asc";
  const size = options.size ?? 20;
  const page = z.coerce.number().int().min(1).max(PAGE_MAX);
  const pageSize = z.coerce.number().int().min(1).max(PAGE_SIZE_MAX);
  const sort = z.enum(options.sort);
  const order = z.enum(["asc", "desc"]);
  const q = z.string().trim().max(200).refine(isStorable, "Write text that can be searched for.");
  return {
    api: z.strictObject({
      page: page.default(1),
      size: pageSize.default(size),
      sort: sort.default(options.sort[0]),
      dir: order.default(dir),
      q: q.default(""),
    }),
    url: z.object({
      page: page.default(1).catch(1),
      size: pageSize.default(size).catch(size),
      sort: sort.default(options.sort[0]).catch(options.sort[0]),
      dir: order.default(dir).catch(dir),
      q: q.default("").catch(""),
    }),
  };
}

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  size: number;
}

/** `skip` and `take` for a page. */
export function pageSlice(query: { page: number; size: number }): { skip: number; take: number } {
  return { skip: (query.page - 1) * query.size, take: query.size };
}

/** The answer of a list of such items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.int().describe("How many there are on all pages."),
    page: z.int(),
    size: z.int(),
  });
}

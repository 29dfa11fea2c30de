import { z } from "zod";
import { Slug } from "#lib/ids/schema";
import { listQuery, pageOf } from "#lib/paging/schema";
import { API_KINDS, STAGES, Tag, ApiSummary } from "./api-schema.ts";

/** What the catalogue is counted by. */
export const FACETS = ["team", "domain", "tier", "stage", "kind", "tag", "environment"] as const;
export type Facet = (typeof FACETS)[number];
/** How many values of one facet a search may ask for. */
export const FACET_VALUES_MAX = 30;

/** One value or several, with commas between or as repeated parameters. */
function anyOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .union([z.string(), z.array(z.string()).max(FACET_VALUES_MAX)])
    .transform((given) => [...new Set([given].flat().flatMap((text) => text.split(",")))])
    .pipe(z.array(item).min(1).max(FACET_VALUES_MAX))
    .optional();
}

const query = listQuery({ sort: ["relevance", "name", "tier", "updatedAt", "createdAt"] });
/** "-" stands for APIs without a domain. */
const filters = {
  team: anyOf(Slug),
  domain: anyOf(z.union([z.literal("-"), Tag])),
  tier: anyOf(z.coerce.number<string>().int().min(1).max(4)),
  stage: anyOf(z.enum(STAGES)),
  kind: anyOf(z.enum(API_KINDS)),
  tag: anyOf(Tag),
  environment: anyOf(Slug),
};

/**
 * The catalogue's query. `q` searches names, slugs, tags, domains, teams, operations and summaries; each filter takes
 * several values, of which one has to fit; `stage` and `environment`: of some version. `facets`: count them, too.
 */
export const ApiList = {
  api: query.api.extend({ ...filters, facets: z.literal("true").optional() }),
  url: query.url.extend({
    team: filters.team.catch(undefined),
    domain: filters.domain.catch(undefined),
    tier: filters.tier.catch(undefined),
    stage: filters.stage.catch(undefined),
    kind: filters.kind.catch(undefined),
    tag: filters.tag.catch(undefined),
    environment: filters.environment.catch(undefined),
  }),
};
export type ApiQuery = z.infer<typeof ApiList.api>;

/** Which facet's values are listed. */
export const FacetParams = z.strictObject({ facet: z.enum(FACETS) });

/** The catalogue's search and filters, and what a value's name has to contain. */
export const FacetValueList = ApiList.api
  .omit({ facets: true, sort: true, dir: true })
  .extend({ name: z.string().trim().max(100).default("") });
export type FacetValueQuery = z.infer<typeof FacetValueList>;

const FacetValue = z
  .object({
    value: z.string(),
    name: z.string().describe("What it is called; the value itself where it has no name."),
    count: z.int().describe("APIs with it, under the search and the other facets' filters."),
  })
  .meta({ id: "FacetValue" });
export type FacetValue = z.infer<typeof FacetValue>;

const FacetValues = z.array(FacetValue);
export const FacetValuePage = pageOf(FacetValue);
export type FacetValuePage = z.infer<typeof FacetValuePage>;

function perFacet<Item extends z.ZodType>(item: Item) {
  return z.object({
    team: item,
    domain: item,
    tier: item,
    stage: item,
    kind: item,
    tag: item,
    environment: item,
  } satisfies Record<Facet, Item>);
}

const MatchedOperation = z
  .object({
    version: z.string(),
    key: z.string().describe("What it is called in the reference."),
    method: z.string(),
    path: z.string(),
    summary: z.string(),
  })
  .meta({ id: "MatchedOperation" });
export type MatchedOperation = z.infer<typeof MatchedOperation>;

/** Where the words of a search were found, best first. */
export const MATCHED_IN = ["exact", "prefix", "name", "tags", "summary", "operation"] as const;

const ApiHit = ApiSummary.extend({
  match: z
    .object({ in: z.enum(MATCHED_IN), operations: z.array(MatchedOperation) })
    .optional()
    .describe("Where the words of the search were found, best first. Absent without a search."),
}).meta({ id: "ApiHit" });
export type ApiHit = z.infer<typeof ApiHit>;

export const ApiPage = pageOf(ApiHit).extend({
  terms: z.array(z.string()).describe("The words to highlight: what was typed, or what it was taken for."),
  isCorrected: z.boolean().describe("Nothing is spelled as it was typed: near words were searched instead."),
  facets: perFacet(FacetValues)
    .optional()
    .describe("The most frequent values of each and those that are filtered by, if they were asked for."),
  facetTotals: perFacet(z.int())
    .optional()
    .describe("How many values each has: `/facets/{facet}` lists them all."),
});
export type ApiPage = z.infer<typeof ApiPage>;

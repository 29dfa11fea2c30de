import { slugify } from "#lib/ids";
import { drawsOf, type Draws } from "./draws.ts";
import { DOMAINS, FORMS, QUALIFIERS, SQUADS, TAGS, type BusinessDomain } from "./vocabulary.ts";

export interface PlannedTeam {
  id: string;
  slug: string;
  name: string;
}

export interface PlannedOperation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  tags: string[];
  deprecated: boolean;
}

export interface PlannedVersion {
  name: string;
  stage: "design" | "published" | "deprecated" | "retired";
  operations: PlannedOperation[];
  /** Slugs of the environments it is to be live in. */
  environments: string[];
}

export interface PlannedApi {
  id: string;
  slug: string;
  name: string;
  summary: string;
  tier: number;
  visibility: "public" | "restricted" | "private";
  grantedTeamIds: string[];
  domain: string;
  tags: string[];
  teamId: string;
  versions: PlannedVersion[];
}

export interface Scale {
  apis: number;
  operations: number;
}

/** Seven teams per domain: the squads, and two that look after several. */
export const TEAMS: readonly PlannedTeam[] = DOMAINS.flatMap(({ domain }) =>
  [...SQUADS, "Platform", "Data"].map((squad) => {
    const name = `${titled(domain)} ${squad}`;
    const slug = slugify(name);
    return { id: `team_scale_${slug}`, slug, name };
  }),
);

/** The n-th API of so many: always the same one, whatever else is planned. */
export function planApi(index: number, scale: Scale): PlannedApi {
  const draws = drawsOf(index + 1);
  const business = DOMAINS[index % DOMAINS.length] as BusinessDomain;
  const place = Math.floor(index / DOMAINS.length);
  const [thing] = business.things[place % business.things.length] as [string, string];
  const turn = Math.floor(place / business.things.length);
  const qualifier = QUALIFIERS[turn % QUALIFIERS.length] as string;
  const round = Math.floor(turn / QUALIFIERS.length);
  const form = FORMS[(round + draws.below(2)) % FORMS.length] as string;
  const name = [qualifier, titled(thing), form, ...(round > 0 ? [String(round + 1)] : [])]
    .filter(Boolean)
    .join(" ");
  const teams = TEAMS.filter((team) => team.slug.startsWith(`${business.domain}-`));
  const visibility = visibilityOf(draws);
  return {
    id: `api_scale_${String(index).padStart(6, "0")}`,
    slug: slugify(`${name} ${index}`),
    name,
    summary: summaryOf(draws, business, thing),
    tier: 1 + draws.below(4),
    visibility,
    grantedTeamIds:
      visibility === "restricted" ? draws.someOf(TEAMS, 1 + draws.below(4)).map((team) => team.id) : [],
    domain: business.domain,
    tags: draws.someOf(TAGS, draws.below(5)),
    teamId: draws.oneOf(teams).id,
    versions: planVersions(draws, { business, thing, count: operationsOf(index, scale) }),
  };
}

/** Three in four are for everyone. */
function visibilityOf(draws: Draws): PlannedApi["visibility"] {
  const draw = draws.below(20);
  if (draw < 15) return "public";
  return draw < 18 ? "restricted" : "private";
}

function summaryOf(draws: Draws, { domain, actions }: BusinessDomain, thing: string): string {
  const words = spaced(thing);
  return draws.oneOf([
    `Create, find and ${draws.oneOf(actions)} every ${words} of the ${spaced(domain)} business.`,
    `One place for each ${words}: its state, its history and who changed it.`,
    `Lets partners and channels ${draws.oneOf(actions)} a ${words} without calling anybody.`,
    `The system of record for ${words} data, with events for whoever follows it.`,
  ]);
}

/** Unequal, and together as many as asked for: most APIs are small, a few are large. */
function operationsOf(index: number, { apis, operations }: Scale): number {
  const mean = operations / apis;
  const shares = [0.4, 0.6, 0.8, 1, 2.2];
  const until = (n: number): number =>
    Math.round(
      (Math.floor(n / shares.length) * 5 + shares.slice(0, n % shares.length).reduce((a, b) => a + b, 0)) *
        mean,
    );
  return index === apis - 1 ? operations - until(index) : until(index + 1) - until(index);
}

interface Contents {
  business: BusinessDomain;
  thing: string;
  count: number;
}

function planVersions(draws: Draws, of: Contents): PlannedVersion[] {
  const all = planOperations(draws, of);
  const isLive = draws.below(20) < 7;
  const environments = isLive ? ["production", ...(draws.below(3) === 0 ? ["sandbox"] : [])] : [];
  const stage = isLive
    ? draws.oneOf(["published", "published", "published", "deprecated"] as const)
    : "design";
  if (all.length < 4 || draws.below(5) > 0) return [{ name: "v1", stage, operations: all, environments }];
  const older = all.slice(0, Math.floor(all.length / 3));
  return [
    { name: "v1", stage: "retired", operations: older, environments: [] },
    { name: "v2", stage, operations: all.slice(older.length), environments },
  ];
}

/** Each thing has the usual five, then what is done to one, then what belongs to it. */
function planOperations(draws: Draws, { business, thing, count }: Contents): PlannedOperation[] {
  const [own, ...others] = [...business.things].sort(
    (a, b) => Number(b[0] === thing) - Number(a[0] === thing),
  );
  const operations: PlannedOperation[] = [];
  for (let round = 0; operations.length < count; round++) {
    const [one, many] =
      round === 0 ? (own as [string, string]) : (others[(round - 1) % others.length] as [string, string]);
    const prefix =
      round > others.length
        ? `/${draws.oneOf(["archive", "regions/{region}", "exports", "drafts"])}/${round}`
        : "";
    operations.push(...operationsOn(prefix, { one, many, actions: business.actions, round }));
  }
  return operations.slice(0, count);
}

interface On {
  one: string;
  many: string;
  actions: readonly string[];
  round: number;
}

function operationsOn(prefix: string, { one, many, actions, round }: On): PlannedOperation[] {
  const all = `${prefix}/${many}`;
  const single = `${all}/{${camel(one)}Id}`;
  const make = (method: string, path: string, verb: string): PlannedOperation => ({
    method,
    path,
    operationId: camel(
      `${verb}-${verb === "list" || verb === "search" ? many : one}${round > 0 ? `-${round}` : ""}`,
    ),
    summary: `${titled(verb)} ${verb === "list" || verb === "search" ? spaced(many) : `a ${spaced(one)}`}`,
    tags: [spaced(many)],
    deprecated: round % 7 === 6,
  });
  return [
    make("GET", all, "list"),
    make("POST", all, "create"),
    make("GET", single, "read"),
    make("PATCH", single, "update"),
    make("DELETE", single, "delete"),
    ...actions.map((action) => make("POST", `${single}/${action}`, action)),
    make("POST", `${all}/search`, "search"),
  ];
}

function titled(text: string): string {
  return text
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}

function spaced(text: string): string {
  return text.replaceAll("-", " ");
}

function camel(text: string): string {
  return text.replaceAll(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

import { may, type Actor } from "#lib/access";
import type { Tx, Visibility } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import { newId } from "#lib/ids";
import { ANY_HOST, Routes, type RouteMatch } from "#lib/routing/schema";

interface ClaimRequest {
  versionId: string;
  /** The draft's routes. What the version serves now stays claimed with them. */
  routes: RouteMatch[];
  /** Who is told the name of the version in the way, if they may see it. */
  actor: Actor;
}

interface Claim {
  host: string;
  pathPrefix: string;
  /** "*" for any. */
  method: string;
}

interface Rival extends Claim {
  version: string;
  slug: string;
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
}

const ANY_METHOD = "*";
/** First key of the advisory locks taken here; the second is the hash of host and prefix. */
const LOCK_SPACE = 7_321;

/**
 * Puts a version's claims in place. Two versions cannot hold the same host and prefix for a common method: the later one
 * gets `conflict` with an issue at its route. Callers that ask for the same place wait for each other.
 */
export async function claimRoutes(tx: Tx, { versionId, routes, actor }: ClaimRequest): Promise<void> {
  const drafted = routes.map(claimsOf);
  refuseRepeats(drafted);
  const claims = distinct([...drafted.flat(), ...(await liveClaims(tx, versionId))]);
  await lockPlaces(tx, claims);
  const rivals = await findRivals(tx, versionId, claims);
  const issues = drafted.flatMap((own, index) => {
    const rival = rivals.find((other) => own.some((claim) => overlaps(claim, other)));
    return rival ? [toIssue(index, rival, actor)] : [];
  });
  if (issues[0]) throw new AppError("conflict", issues[0].message, { issues });
  await tx.routeClaim.deleteMany({ where: { versionId } });
  const free = claims.filter((claim) => !rivals.some((rival) => overlaps(claim, rival)));
  await tx.routeClaim.createMany({ data: free.map((claim) => ({ id: newId("rc"), versionId, ...claim })) });
}

/** The claims of a version whose live state changed in this transaction: what it no longer serves becomes free. */
export async function refreshClaims(
  tx: Tx,
  { versionId, actor }: Omit<ClaimRequest, "routes">,
): Promise<void> {
  const version = await tx.version.findUniqueOrThrow({ where: { id: versionId }, select: { routes: true } });
  await claimRoutes(tx, { versionId, actor, routes: Routes.parse(version.routes) });
}

/** A GET route answers HEAD too (RFC 9110 §9.3.2). */
function claimsOf(route: RouteMatch): Claim[] {
  const hosts = route.hosts.length > 0 ? route.hosts : [ANY_HOST];
  const named = route.methods.includes("GET") ? [...route.methods, "HEAD"] : route.methods;
  const methods = named.length > 0 ? [...new Set(named)] : [ANY_METHOD];
  const pathPrefix = onePathSpelling(route.pathPrefix);
  return hosts.flatMap((host) => methods.map((method) => ({ host, pathPrefix, method })));
}

/** RFC 3986 §6.2.2: escaped unreserved characters decoded, other escapes in upper case, as gateways match. */
function onePathSpelling(prefix: string): string {
  return prefix.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : escape.toUpperCase();
  });
}

function overlaps(a: Claim, b: Claim): boolean {
  if (a.host !== b.host || a.pathPrefix !== b.pathPrefix) return false;
  return a.method === b.method || a.method === ANY_METHOD || b.method === ANY_METHOD;
}

function distinct(claims: Claim[]): Claim[] {
  return [
    ...new Map(claims.map((claim) => [`${claim.method} ${claim.host} ${claim.pathPrefix}`, claim])).values(),
  ];
}

function refuseRepeats(drafted: Claim[][]): void {
  const issues: Issue[] = drafted.flatMap((own, index) => {
    const earlier = drafted
      .slice(0, index)
      .findIndex((other) => other.some((a) => own.some((b) => overlaps(a, b))));
    if (earlier < 0) return [];
    return [
      {
        path: ["routes", index, "pathPrefix"],
        message: `Route ${earlier + 1} takes the same requests.`,
        code: "repeated-route",
      },
    ];
  });
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
}

/** What gateways are asked to serve for this version, whatever its draft says now. */
async function liveClaims(tx: Tx, versionId: string): Promise<Claim[]> {
  const deployments = await tx.deployment.findMany({
    where: { versionId, wantedRevisionId: { not: null } },
    select: { wantedRevision: { select: { routes: true } } },
  });
  return deployments.flatMap(({ wantedRevision }) => {
    const routes = Routes.safeParse(wantedRevision?.routes);
    return routes.success ? routes.data.flatMap(claimsOf) : [];
  });
}

/** In one order for everybody, so that nobody waits in a circle. Held until the transaction ends. */
async function lockPlaces(tx: Tx, claims: Claim[]): Promise<void> {
  const places = [...new Set(claims.map(({ host, pathPrefix }) => `${host} ${pathPrefix}`))];
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(${LOCK_SPACE}::int, place.key)
    FROM (SELECT DISTINCT hashtext(name) AS key FROM unnest(${places}::text[]) AS name ORDER BY key) AS place`;
}

function findRivals(tx: Tx, versionId: string, claims: Claim[]): Promise<Rival[]> {
  const hosts = claims.map((claim) => claim.host);
  const prefixes = claims.map((claim) => claim.pathPrefix);
  return tx.$queryRaw<Rival[]>`
    SELECT DISTINCT c."host", c."pathPrefix", c."method", v."name" AS "version", a."slug", a."teamId", a."visibility"::text, a."grantedTeamIds"
    FROM unnest(${hosts}::text[], ${prefixes}::text[]) AS wanted (host, prefix)
    JOIN "RouteClaim" c ON c."host" = wanted.host AND c."pathPrefix" = wanted.prefix
    JOIN "Version" v ON v."id" = c."versionId"
    JOIN "Api" a ON a."id" = v."apiId"
    WHERE c."versionId" <> ${versionId}`;
}

function toIssue(index: number, rival: Rival, actor: Actor): Issue {
  const holder = may(actor, "api.read", rival)
    ? `${rival.slug} ${rival.version}`
    : "a version that you cannot see";
  const host = rival.host === ANY_HOST ? "" : ` on ${rival.host}`;
  const method = rival.method === ANY_METHOD ? "" : ` for ${rival.method}`;
  const message = `${rival.pathPrefix}${host}${method} belongs to ${holder}. Choose another path or host.`;
  return { path: ["routes", index, "pathPrefix"], message, code: "route-taken" };
}

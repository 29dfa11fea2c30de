import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { ANY_HOST, type RouteMatch } from "#lib/routing/schema";
import type { VersionParams } from "#lib/catalogue/schema";
import { readGatewayUrl } from "./gateway-addresses.ts";
import { findPlace } from "./get-call-settings.ts";
import { relay } from "./relay.ts";
import type { OwnGateway, TryAnswer, TryRequest } from "./schema.ts";
import { trialSecret } from "./trial-secret.ts";
import { withinLimits } from "./try-limits.ts";

interface Trying {
  request: TryRequest;
  own: OwnGateway | undefined;
  /** Ends with whoever waits for the answer. */
  signal: AbortSignal;
}

/**
 * Sends a request through a gateway of the environment, from the portal: only to the gateway's own address, and only to a path
 * of the version's route as it is live. Throws `not_found` for versions the actor may not see, `unprocessable` where it is not
 * live or no address is known, `invalid` at `path` for another place, `upstream` and `timeout` when no answer came.
 */
export async function tryOperation(
  ctx: Ctx,
  at: VersionParams,
  { request, own, signal }: Trying,
): Promise<TryAnswer> {
  const { environment, method, path, query, body } = request;
  const place = await findPlace(ctx, { ...at, environment });
  if (!place.isLive)
    throw new AppError("unprocessable", `${at.slug} ${at.version} is not live in ${environment}.`);
  const origin = await readGatewayUrl(ctx.db, environment, own);
  if (origin === null) {
    const message = `The portal does not know where the gateways of ${environment} are reached. An administrator can set it.`;
    throw new AppError("unprocessable", message);
  }
  const route = routeOf(place.routes, request);
  if (!route) throw elsewhere(`This path is not one of ${at.slug} ${at.version}.`);
  await refuseOthersPlaces(ctx, { versionId: place.versionId, route, path });
  return withinLimits(ctx.actor.id, async () => {
    const credential = await credentialFor(ctx, place, request);
    const answer = await relay(
      {
        origin,
        method,
        target: query === "" ? path : `${path}?${query}`,
        headers: [...headersOf(request, route), ...credential],
        body: bytesOf(body),
      },
      signal,
    );
    ctx.log.info({ api: at.slug, version: at.version, method, status: answer.status }, "tried");
    return answer;
  });
}

function bytesOf(body: TryRequest["body"]): string | Buffer | null {
  if (body === null || body === "") return null;
  return typeof body === "string" ? body : Buffer.from(body.base64, "base64");
}

/** The header with a key made for it, where the version takes keys and an application is named. */
async function credentialFor(
  ctx: Ctx,
  { access, versionId }: Awaited<ReturnType<typeof findPlace>>,
  { application, environment, headers }: TryRequest,
): Promise<[string, string][]> {
  if (!access?.key) return [];
  const { header } = access.key;
  if (application === undefined) return [];
  if (headers.some(({ name }) => name.toLowerCase() === header)) {
    const message = `The portal sends a key in ${header}. Leave this header out, or name no application.`;
    throw new AppError("invalid", message, { issues: [{ path: ["headers"], message }] });
  }
  return [[header, await trialSecret(ctx, { application, environment, versionId })]];
}

function headersOf({ headers }: TryRequest, route: RouteMatch): [string, string][] {
  const given = headers.map(({ name, value }): [string, string] => [name, value]);
  const named = new Set(given.map(([name]) => name.toLowerCase()));
  return [
    ...(route.hosts[0] === undefined ? [] : [["host", route.hosts[0]] satisfies [string, string]]),
    ...given,
    ...(named.has("accept") ? [] : [["accept", "*/*"] satisfies [string, string]]),
    ...(named.has("user-agent") ? [] : [["user-agent", "Understudy portal"] satisfies [string, string]]),
    ["accept-encoding", "identity"],
  ];
}

/** The version's own route for the path, the most exact one first. */
function routeOf(routes: RouteMatch[], { path, method }: TryRequest): RouteMatch | undefined {
  const plain = unescapedPath(path);
  return routes
    .filter((route) => route.methods.length === 0 || route.methods.includes(method))
    .filter(({ pathPrefix }) => isWithin(plain, unescapedPath(pathPrefix)))
    .toSorted((a, b) => b.pathPrefix.length - a.pathPrefix.length)[0];
}

function isWithin(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** A longer prefix inside of ours may belong to another version: a gateway would lead the request there. */
async function refuseOthersPlaces(
  ctx: Ctx,
  at: { versionId: string; route: RouteMatch; path: string },
): Promise<void> {
  const prefixes = prefixesOf(unescapedPath(at.path)).filter(
    (prefix) => prefix.length > at.route.pathPrefix.length,
  );
  const hosts = [...at.route.hosts, ANY_HOST];
  const other = await ctx.db.routeClaim.findFirst({
    where: { versionId: { not: at.versionId }, pathPrefix: { in: prefixes }, host: { in: hosts } },
    select: { id: true },
  });
  if (other) throw elsewhere("Another API has this path.");
}

/** `/a/b` → `/a`, `/a/b`. */
function prefixesOf(path: string): string[] {
  const segments = path.split("/").slice(1, 200);
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
}

/** With escapes of unreserved characters undone, as gateways compare it (RFC 3986 §6.2.2.2). */
function unescapedPath(path: string): string {
  return path.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function elsewhere(message: string): AppError {
  return new AppError("invalid", message, { issues: [{ path: ["path"], message }] });
}

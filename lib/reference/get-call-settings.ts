import { visibleApis, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { listTrialApplications } from "#lib/consumers";
import type { Page } from "#lib/paging";
import { AccessSettings, Routes, type RouteMatch } from "#lib/routing/schema";
import type { VersionParams } from "#lib/catalogue/schema";
import { readGatewayUrl } from "./gateway-addresses.ts";
import type { CallApplication, CallApplicationQuery, CallSettings, OwnGateway } from "./schema.ts";

const FIRST = { page: 1, size: 20, q: "" };

/** Where a version is called: what is in force in the environment, or would be. */
interface Place {
  versionId: string;
  isLive: boolean;
  routes: RouteMatch[];
  /** Null: everyone may call it. */
  access: AccessSettings | null;
}

/** How a version is called in an environment: as it is live there, or as its draft has it. `not_found` for hidden ones. */
export async function getCallSettings(
  ctx: Ctx,
  at: VersionParams & { environment: string },
  own: OwnGateway | undefined,
): Promise<CallSettings> {
  const [{ versionId, isLive, routes, access }, gatewayUrl] = await Promise.all([
    findPlace(ctx, at),
    readGatewayUrl(ctx.db, at.environment, own),
  ]);
  const [route] = routes;
  return {
    environment: at.environment,
    isLive,
    gatewayUrl,
    host: route?.hosts[0] ?? null,
    pathPrefix: route === undefined || route.pathPrefix === "/" ? "" : route.pathPrefix,
    methods: route?.methods ?? [],
    credential: credentialOf(access),
    trial: access?.key
      ? {
          isNeeded: !access.anonymous,
          applications: await listTrialApplications(ctx, { versionId, environment: at.environment }, FIRST),
        }
      : null,
  };
}

/**
 * The applications with whose keys the reader may try a version out, by name: those that are subscribed to it. None where it
 * takes no keys; `not_found` for hidden versions.
 */
export async function listCallApplications(
  ctx: Ctx,
  at: VersionParams,
  query: CallApplicationQuery,
): Promise<Page<CallApplication>> {
  const { environment, ...asked } = query;
  const { versionId, access } = await findPlace(ctx, { ...at, environment });
  if (!access?.key) return { items: [], total: 0, page: query.page, size: query.size };
  return listTrialApplications(ctx, { versionId, environment }, asked);
}

/** What a client sends to be let in: its key, or a token of the issuer where keys are not taken. */
function credentialOf(access: AccessSettings | null): CallSettings["credential"] {
  if (access === null || access.anonymous) return null;
  if (access.key) return { header: access.key.header, value: "$API_KEY" };
  return { header: "authorization", value: "Bearer $ACCESS_TOKEN" };
}

export async function findPlace(ctx: Ctx, at: VersionParams & { environment: string }): Promise<Place> {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { AND: [{ slug: at.slug }, visibleApis(ctx.actor)] } },
    select: {
      id: true,
      routes: true,
      access: true,
      deployments: {
        where: { environment: { slug: at.environment } },
        select: { writtenPublicationId: true },
        take: 1,
      },
    },
  });
  if (!version) {
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  }
  const live = await liveRevision(ctx, version.deployments[0]?.writtenPublicationId ?? null);
  const { routes, access } = live ?? version;
  return {
    versionId: version.id,
    isLive: live !== undefined,
    routes: Routes.parse(routes),
    access: AccessSettings.nullable().parse(access),
  };
}

/** The revision that was written last; `undefined` when that was a tombstone, or nothing was. */
async function liveRevision({ db }: Ctx, publicationId: string | null) {
  if (publicationId === null) return undefined;
  const publication = await db.publication.findUnique({
    where: { id: publicationId },
    select: { action: true, revision: { select: { routes: true, access: true } } },
  });
  return publication?.action === "publish" ? (publication.revision ?? undefined) : undefined;
}

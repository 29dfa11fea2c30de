import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { controlsKey, routeKey, tombstone } from "#lib/routing";
import { findApi } from "./find.ts";
import { keepEnded, type EndedDocument } from "./keep-ended.ts";
import type { ApiParams } from "./schema.ts";

/** Takes an API away with all its versions. Throws `conflict` while one is published, or its end is not written yet. */
export async function deleteApi(ctx: Ctx, at: ApiParams): Promise<void> {
  const api = await findApi(ctx, at, "api.delete");
  await change(ctx, { action: "api.delete", kind: "api", id: api.id, teamId: api.teamId }, async (tx) => {
    // Publishing locks the version, too: nothing can go live between the check and the end.
    await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "apiId" = ${api.id} ORDER BY "id" FOR UPDATE`;
    const ofApi = { version: { apiId: api.id } };
    const served = await tx.deployment.findFirst({
      where: { ...ofApi, OR: [{ wantedRevisionId: { not: null } }, { pending: true }] },
      select: {
        wantedRevisionId: true,
        version: { select: { name: true } },
        environment: { select: { slug: true } },
      },
    });
    if (served) throw new AppError("conflict", whyNot(served));
    // A pin that is left in the store would hold for the next API of this name.
    const ordered = await tx.control.findFirst({
      where: { ...ofApi, pending: true },
      select: { version: { select: { name: true } }, environment: { select: { slug: true } } },
    });
    if (ordered) throw new AppError("conflict", whyNot({ ...ordered, wantedRevisionId: null }));
    await refuseUsed(tx, api.id);
    await refuseSubscribed(tx, api.id);
    await keepEnded(tx, await readEnded(tx, api));
    await tx.incident.deleteMany({ where: ofApi });
    await tx.deployment.deleteMany({ where: ofApi });
    await tx.publication.deleteMany({ where: ofApi });
    await tx.api.delete({ where: { id: api.id }, select: { id: true } });
    const { slug, name, summary, tier, visibility } = api;
    return { result: undefined, before: { slug, name, summary, tier, visibility, team: api.team.slug } };
  });
}

/** What its versions leave in the store. All of it is written: nothing is pending. */
async function readEnded(tx: Tx, { id, slug }: { id: string; slug: string }): Promise<EndedDocument[]> {
  const place = {
    environmentId: true,
    environment: { select: { slug: true } },
    version: { select: { id: true, name: true } },
  } as const;
  const [deployments, controls] = await Promise.all([
    tx.deployment.findMany({
      where: { version: { apiId: id } },
      select: { ...place, wantedPublicationId: true },
    }),
    tx.control.findMany({ where: { version: { apiId: id } }, select: place }),
  ]);
  const of = ({ environment, version }: (typeof controls)[number]) => {
    return { environment: environment.slug, api: { id, slug }, version };
  };
  return [
    ...deployments.map((row) => ({
      environmentId: row.environmentId,
      key: routeKey(slug, row.version.name),
      body: tombstone({ ...of(row), publicationId: row.wantedPublicationId }),
    })),
    ...controls.map((row) => ({
      environmentId: row.environmentId,
      key: controlsKey(slug, row.version.name),
      // What was ordered ended when the version was unpublished.
      body: { kind: "controls" as const, ...of(row), controls: {} },
    })),
  ];
}

/** Chains of other APIs that still name it, also where its end was forced on them. */
async function refuseUsed(tx: Tx, apiId: string): Promise<void> {
  const used = await tx.dependency.count({
    where: { innerVersion: { apiId }, version: { apiId: { not: apiId } } },
  });
  if (used === 0) return;
  throw new AppError(
    "conflict",
    "It is in the fallback chain of another API. Its team has to take it out first.",
  );
}

/** Applications that count on it: somebody ends their subscriptions first, and they are told. */
async function refuseSubscribed(tx: Tx, apiId: string): Promise<void> {
  const live = await tx.subscription.count({
    where: { version: { apiId }, state: { in: ["pending", "active", "suspended"] } },
  });
  if (live === 0) return;
  const what = live === 1 ? "An application is" : `${live} applications are`;
  throw new AppError("conflict", `${what} subscribed to it. End the subscriptions first.`);
}

function whyNot(served: {
  wantedRevisionId: string | null;
  version: { name: string };
  environment: { slug: string };
}): string {
  const where = `${served.version.name} in ${served.environment.slug}`;
  if (served.wantedRevisionId === null)
    return `The end of ${where} is not written to the gateways' store yet. Wait for it.`;
  return `${where} is published. Unpublish it first.`;
}

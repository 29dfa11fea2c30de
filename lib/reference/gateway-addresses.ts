import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import {
  GatewayAddressSetting,
  type GatewayAddresses,
  type OwnGateway,
  type UpdateGatewayAddresses,
} from "./schema.ts";

const KEY = "gateway-addresses";

/** Where clients reach the gateways, by environment. Throws `forbidden` for all but administrators. */
export async function getGatewayAddresses(ctx: Ctx, own: OwnGateway | undefined): Promise<GatewayAddresses> {
  authorise(ctx.actor, "settings.read");
  const [setting, environments] = await Promise.all([readSetting(ctx.db), environmentsOf(ctx)]);
  return {
    ...setting,
    environments: environments.map((environment) => ({
      ...environment,
      defaultUrl: own?.environment === environment.slug ? own.url : null,
    })),
  };
}

/** Replaces the addresses. Throws `stale` on an older etag, `invalid` for an environment that does not exist. */
export async function updateGatewayAddresses(
  ctx: Ctx,
  input: UpdateGatewayAddresses,
  own: OwnGateway | undefined,
): Promise<GatewayAddresses> {
  const { etag, ...setting } = input;
  await change(ctx, { action: "settings.update", kind: "settings", id: KEY }, async (tx) => {
    await refuseUnknown(tx, Object.keys(setting.urls));
    await tx.setting.createMany({ data: { key: KEY, value: { urls: {} } }, skipDuplicates: true });
    const { etag: present, ...before } = await readSetting(tx);
    const updated = await tx.setting.updateMany({
      where: { key: KEY, etag },
      data: { value: setting, etag: etag + 1 },
    });
    if (updated.count === 0) {
      const message = "Someone else changed these addresses. Load them again, then make your change.";
      throw new AppError("stale", message, { details: { etag: present } });
    }
    return { result: undefined, before, after: setting };
  });
  return getGatewayAddresses(ctx, own);
}

/** The address of one environment's gateways, without asking who wants it; null when nobody has said. */
export async function readGatewayUrl(
  db: Pick<Tx, "setting">,
  environment: string,
  own: OwnGateway | undefined,
): Promise<string | null> {
  const { urls } = await readSetting(db);
  return urls[environment] ?? (own?.environment === environment ? own.url : null);
}

async function readSetting(db: Pick<Tx, "setting">): Promise<GatewayAddressSetting & { etag: number }> {
  const row = await db.setting.findUnique({ where: { key: KEY }, select: { value: true, etag: true } });
  return row ? { ...GatewayAddressSetting.parse(row.value), etag: row.etag } : { urls: {}, etag: 1 };
}

function environmentsOf({ db }: Ctx) {
  return db.environment.findMany({
    select: { slug: true, name: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: 100,
  });
}

async function refuseUnknown(tx: Tx, slugs: string[]): Promise<void> {
  const known = await tx.environment.findMany({ where: { slug: { in: slugs } }, select: { slug: true } });
  const unknown = slugs.find((slug) => !known.some((environment) => environment.slug === slug));
  if (unknown === undefined) return;
  const message = `There is no environment ${unknown}.`;
  throw new AppError("invalid", message, { issues: [{ path: ["urls", unknown], message }] });
}

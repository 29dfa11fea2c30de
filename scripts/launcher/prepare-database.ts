import { ensureDefaults } from "#lib/catalogue";
import type { LauncherConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { ensureProductRole, migrate, openDb, type Ctx } from "#lib/db";
import { ensureFirstAdmin, type FirstAdmin } from "#lib/identity";
import { DEFAULT_APPROVAL_RULES, DEFAULT_RULES } from "#lib/governance";
import { ensureDefaultRules } from "#lib/rules";
import { createGatewayRole } from "#lib/store";
import { inProject } from "../bootstrap/project.js";
import type { Addresses } from "./environment.ts";
import type { Secrets } from "./secrets.ts";

interface Preparation {
  config: LauncherConfig;
  secrets: Secrets;
  databaseUrl: string;
  voice: { say(message: string): void; warn(message: string): void };
}

export interface Prepared {
  firstAdmin: FirstAdmin;
  /** Where everything is while the database is at `databaseUrl`. */
  addressesFor(databaseUrl: string): Addresses;
}

/** Brings the database up to date and puts in what a first start needs. */
export async function prepareDatabase(preparation: Preparation): Promise<Prepared> {
  const { config, databaseUrl, voice } = preparation;
  const applied = await migrate(databaseUrl, inProject("prisma/migrations"));
  if (applied.length > 0) voice.say(`Database migrated (${applied.length} applied)`);
  const firstAdmin = await putDefaults(preparation);
  const productUrl = await productAddress(preparation, databaseUrl);
  if (config.storeUrl !== undefined) {
    const store = await storeAddresses(preparation, config.storeUrl);
    return { firstAdmin, addressesFor: (url) => ({ databaseUrl: movedTo(productUrl, url), ...store }) };
  }
  const gatewayUrl = await gatewayStoreUrl(preparation, databaseUrl);
  return {
    firstAdmin,
    addressesFor: (url) => {
      const moved = movedTo(productUrl, url);
      return { databaseUrl: moved, storeUrl: moved, gatewayStoreUrl: movedTo(gatewayUrl, url) };
    },
  };
}

/** As portal and worker reach a PostgreSQL that was migrated: by a role that owns nothing, where one can be made. */
async function productAddress({ secrets, voice }: Preparation, ownerUrl: string): Promise<string> {
  const role = await ensureProductRole(ownerUrl, secrets.productDatabasePassword);
  if ("url" in role) return role.url;
  voice.warn(
    `Portal and worker run as the owner of the tables, so that only triggers keep the audit append-only. ${role.refused}`,
  );
  return ownerUrl;
}

async function putDefaults({ config, databaseUrl, voice }: Preparation): Promise<FirstAdmin> {
  const db = openDb(databaseUrl, { max: 2 });
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => voice.warn(message),
    error: (_fields: object, message: string) => voice.warn(message),
  };
  try {
    const ctx: Ctx = {
      actor: { kind: "system", id: "launcher", name: "Launcher" },
      db,
      now: new Date(),
      log,
    };
    await ensureDefaults(ctx);
    await ensureDefaultRules(ctx, [...DEFAULT_RULES, ...DEFAULT_APPROVAL_RULES]);
    await refuseUnknownEnvironment(ctx, config.gateway.environment);
    return await ensureFirstAdmin(db, config.admin);
  } finally {
    await db.$disconnect();
  }
}

async function refuseUnknownEnvironment({ db }: Ctx, slug: string): Promise<void> {
  const known = await db.environment.findMany({
    select: { slug: true },
    orderBy: { slug: "asc" },
    take: 100,
  });
  if (known.some((environment) => environment.slug === slug)) return;
  const names = known.map((environment) => environment.slug).join(", ");
  throw new AppError("invalid", `GATEWAY_ENVIRONMENT names no environment: ${slug}. There are ${names}.`);
}

/** A store of its own: another PostgreSQL, or etcd, which is reached as it is. */
async function storeAddresses(
  preparation: Preparation,
  storeUrl: string,
): Promise<Pick<Addresses, "storeUrl" | "gatewayStoreUrl">> {
  if (storeUrl.startsWith("etcd:")) return { storeUrl, gatewayStoreUrl: storeUrl };
  await migrate(storeUrl, inProject("prisma/migrations"));
  return {
    storeUrl: await productAddress(preparation, storeUrl),
    gatewayStoreUrl: await gatewayStoreUrl(preparation, storeUrl),
  };
}

function gatewayStoreUrl({ config, secrets }: Preparation, storeUrl: string): Promise<string> {
  const { environment, node } = config.gateway;
  return createGatewayRole(storeUrl, { environment, node, password: secrets.gatewayDatabasePassword });
}

function movedTo(url: string, databaseUrl: string): string {
  const moved = new URL(url);
  moved.host = new URL(databaseUrl).host;
  return moved.href;
}

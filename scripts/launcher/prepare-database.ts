import { ensureDefaults } from "#lib/catalogue";
import type { LauncherConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { migrate, openDb, type Ctx } from "#lib/db";
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
  const { storeUrl = databaseUrl } = config;
  const isShared = config.storeUrl === undefined;
  const gatewayUrl = await gatewayStoreUrl(preparation, storeUrl);
  return {
    firstAdmin,
    addressesFor: (url) => ({
      databaseUrl: url,
      storeUrl: isShared ? url : storeUrl,
      gatewayStoreUrl: isShared ? movedTo(gatewayUrl, url) : gatewayUrl,
    }),
  };
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

/** A role of the gateway's own where the store is PostgreSQL; etcd is reached as it is. */
async function gatewayStoreUrl(
  { config, secrets, databaseUrl }: Preparation,
  storeUrl: string,
): Promise<string> {
  if (storeUrl.startsWith("etcd:")) return storeUrl;
  if (storeUrl !== databaseUrl) await migrate(storeUrl, inProject("prisma/migrations"));
  const { environment, node } = config.gateway;
  return createGatewayRole(storeUrl, { environment, node, password: secrets.gatewayDatabasePassword });
}

function movedTo(url: string, databaseUrl: string): string {
  const moved = new URL(url);
  moved.host = new URL(databaseUrl).host;
  return moved.href;
}

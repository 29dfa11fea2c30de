import { openDb, type Ctx } from "#lib/db";
import { loadSealingKey } from "#lib/signing";
import { done, warn } from "../scripts/bootstrap/say.js";
import type { Installed } from "../scripts/launcher/environment.ts";
import type { DemoApi } from "./retail-apis.ts";
import { seedConsumers } from "./seed-consumers.ts";
import { allowLocalTargets, seedApi } from "./seed-apis.ts";
import { seedPeople } from "./seed-people.ts";

/** Puts the retail company into a new installation, through the same verbs the portal uses. Once there, it is left alone. */
export async function seedDemo(
  { addresses, secrets }: Installed,
  apis: DemoApi[],
  { password, isOneHost }: { password: string; isOneHost: boolean },
): Promise<void> {
  const db = openDb(addresses.databaseUrl, { max: 2 });
  const log = { info: () => undefined, warn: sayOf(warn), error: sayOf(warn) };
  const ctx: Ctx = { actor: { kind: "system", id: "demo", name: "Demo" }, db, now: new Date(), log };
  try {
    const known = await db.api.count({ where: { slug: { in: apis.map((api) => api.slug) } } });
    if (known === 0) await seedPeople(ctx, password);
    await allowLocalTargets(ctx);
    if (isOneHost)
      warn("There is no IPv6 here: what stands in shares an address with the primary, by a waiver.");
    for (const api of apis)
      await seedApi(ctx, api, { sealingKey: loadSealingKey(secrets.sealingKeys[0]), isOneHost });
    await seedConsumers(ctx);
    if (known < apis.length) done(`${apis.length} APIs published`);
  } finally {
    await db.$disconnect();
  }
}

function sayOf(say: (text: string) => void) {
  return (_fields: object, message: string): void => say(message);
}

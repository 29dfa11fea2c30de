import { createApplication, createPlan, listApplications, listPlans, subscribe } from "#lib/consumers";
import { ApplicationList, type CreatePlan } from "#lib/consumers/schema";
import type { Ctx } from "#lib/db";
import { actorOf } from "./seed-people.ts";

const STANDARD: CreatePlan = {
  name: "Standard",
  description: "For every team of the company",
  rate: { requests: 50, per: "second", burst: 100 },
  quota: null,
  approval: "automatic",
};
const PARTNER: CreatePlan = {
  name: "Partner",
  description: "For systems outside the company",
  rate: { requests: 600, per: "minute" },
  quota: { requests: 1_000_000, per: "month" },
  approval: "manual",
};

/**
 * Plans of the payments API, an application that has one, and one that waits for an answer. The API stays open to calls
 * without a key: whoever follows the case study needs none.
 */
export async function seedConsumers(system: Ctx): Promise<void> {
  const at = { slug: "payments", version: "v1" };
  const as = async (email: string): Promise<Ctx> => ({
    ...system,
    now: new Date(),
    actor: await actorOf(system, email),
  });
  const [provider, shop, parcels] = await Promise.all(
    ["jonas@retail.example", "maya@retail.example", "amara@retail.example"].map(as),
  );
  if (!provider || !shop || !parcels) return;
  if ((await listPlans(provider, at)).items.length > 0) return;
  const standard = await createPlan(provider, at, STANDARD);
  const partner = await createPlan(provider, at, PARTNER);
  const wanted = [
    { ctx: shop, team: "storefront", slug: "web-shop", name: "Web shop", plan: standard.id },
    { ctx: parcels, team: "logistics", slug: "parcel-labels", name: "Parcel labels", plan: partner.id },
  ];
  for (const { ctx, team, slug, name, plan } of wanted) {
    const known = await listApplications(ctx, ApplicationList.api.parse({ q: slug }));
    if (known.total === 0) await createApplication(ctx, { team, slug, name, description: "" });
    const purpose = "Charge for what customers buy";
    await subscribe(
      ctx,
      { slug },
      { api: at.slug, version: at.version, environment: "production", plan, purpose },
    );
  }
}

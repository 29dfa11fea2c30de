import type { Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import {
  createResetLink,
  createTeam,
  createUser,
  listUsers,
  loadActor,
  readTeam,
  setMembership,
  setPasswordByLink,
} from "#lib/identity";

export const TEAMS = [
  { slug: "storefront", name: "Storefront", owner: "maya@retail.example" },
  { slug: "payments", name: "Payments", owner: "jonas@retail.example" },
  { slug: "logistics", name: "Logistics", owner: "amara@retail.example" },
  { slug: "identity", name: "Identity", owner: "priya@retail.example" },
] as const;

export const PEOPLE = [
  { email: "maya@retail.example", name: "Maya Chen", role: "member" },
  { email: "jonas@retail.example", name: "Jonas Weber", role: "member" },
  { email: "amara@retail.example", name: "Amara Okafor", role: "member" },
  { email: "priya@retail.example", name: "Priya Nair", role: "member" },
  { email: "tomas@retail.example", name: "Tomás Rivera", role: "governance" },
  { email: "noor@retail.example", name: "Noor Haddad", role: "member", onCall: true },
] as const;

/** Makes the people and teams that are not there yet; everybody signs in with `password`. */
export async function seedPeople(ctx: Ctx, password: string): Promise<void> {
  for (const person of PEOPLE) {
    const path = await passwordPath(ctx, person);
    await setPasswordByLink(ctx, { token: path.split("/").at(-1) ?? "", password });
  }
  for (const { slug, name, owner } of TEAMS) {
    await readTeam(ctx, slug).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "not_found") return createTeam(ctx, { slug, name });
      throw error;
    });
    await setMembership(ctx, { slug, email: owner, role: "owner" });
  }
}

/** The user of that address, as an actor. */
export async function actorOf(ctx: Ctx, email: string): Promise<Actor> {
  const user = await ctx.db.user.findUniqueOrThrow({
    where: { email },
    select: { id: true, sessionEpoch: true },
  });
  const actor = await loadActor(ctx.db, { userId: user.id, sessionEpoch: user.sessionEpoch });
  if (!actor) throw new Error(`${email} may not sign in.`);
  return actor;
}

async function passwordPath(ctx: Ctx, person: (typeof PEOPLE)[number]): Promise<string> {
  const query = { page: 1, size: 1, sort: "name", dir: "asc", q: person.email } as const;
  const known = (await listUsers(ctx, query)).items[0];
  if (known) return (await createResetLink(ctx, known.id)).path;
  return (await createUser(ctx, person)).link.path;
}

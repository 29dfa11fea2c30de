import { makeTeam, makeUser, type TestDatabase } from "#lib/testing";
import { ensureDefaults } from "./ensure-defaults.ts";
import { registerApi } from "./register-api.ts";
import { RegisterApi, type Registered } from "./schema.ts";

/** A small document with so many operations. */
export function documentText(title = "Orders", operations = 2, servers: string[] = ["https://orders.example.com/api"]): string {
  const responses = { 200: { description: "fine" } };
  const paths = Object.fromEntries(
    Array.from({ length: operations }, (_, i) => [`/things${i}`, { get: { operationId: `readThing${i}`, responses } }]),
  );
  const info = { title, version: "1.0.0", description: `All about ${title}. And more.` };
  return JSON.stringify({ openapi: "3.1.0", info, servers: servers.map((url) => ({ url })), paths });
}

/** Two teams and people of every kind around them; environments exist. */
export async function makePeople({ db, ctx }: TestDatabase) {
  await ensureDefaults(ctx());
  const team = await makeTeam(db);
  const other = await makeTeam(db);
  const [owner, maintainer, viewer, outsider, governance, admin] = await Promise.all([
    makeUser(db, { name: "Olga Owner", teams: { [team.id]: "owner" } }),
    makeUser(db, { name: "Max Maintainer", teams: { [team.id]: "maintainer" } }),
    makeUser(db, { name: "Vera Viewer", teams: { [team.id]: "viewer" } }),
    makeUser(db, { name: "Otto Outsider", teams: { [other.id]: "owner" } }),
    makeUser(db, { name: "Gwen Governance", role: "governance" }),
    makeUser(db, { name: "Ada Admin", role: "admin" }),
  ]);
  return { team, other, owner, maintainer, viewer, outsider, governance, admin };
}

/** Registers an API as the system, by what differs. */
export async function register(
  { ctx }: TestDatabase,
  of: { team: string } & Partial<Omit<RegisterApi, "source">> & { text?: string },
): Promise<Registered> {
  const { text = documentText(), ...facts } = of;
  return registerApi(ctx(), RegisterApi.parse({ tier: 2, ...facts, source: { kind: "text", text } }));
}

/** The error a promise ends with. */
export async function failureOf(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

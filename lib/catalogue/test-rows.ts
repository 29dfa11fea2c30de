import { newId } from "#lib/ids";
import type { InspectedDocument } from "#lib/openapi/schema";
import { makeTeam, makeUser, type TestDatabase } from "#lib/testing";
import { createVersion } from "./create-version.ts";
import { ensureDefaults } from "./ensure-defaults.ts";
import { registerApi } from "./register-api.ts";
import type { RegisterApi } from "./schema.ts";

/** A small document with so many operations. */
export function documentText(
  title = "Orders",
  operations = 2,
  servers: string[] = ["https://orders.example.com/api"],
): string {
  const responses = { 200: { description: "fine" } };
  const paths = Object.fromEntries(
    Array.from({ length: operations }, (_, i) => [
      `/things${i}`,
      { get: { operationId: `readThing${i}`, responses } },
    ]),
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

interface RegisteredOf {
  /** The owner team's slug. */
  team: string;
  slug: string;
  name?: string;
  tier?: number;
  visibility?: "public" | "restricted" | "private";
  operations?: number;
}

/** An API with its version `v1` as a registration leaves them, without reading a document. */
export async function register(
  { db, ctx }: TestDatabase,
  of: RegisteredOf,
): Promise<{ slug: string; version: string }> {
  const { team, slug, name = slug, tier = 2, visibility = "public", operations = 2 } = of;
  const { id: teamId } = await db.team.findUniqueOrThrow({ where: { slug: team }, select: { id: true } });
  const id = newId("api");
  const { actor, now } = ctx();
  const document: InspectedDocument = {
    format: "3.1",
    title: name,
    version: "1.0.0",
    description: "",
    servers: ["https://orders.example.com/api"],
    operations: Array.from({ length: operations }, (_, i) => ({
      method: "GET",
      path: `/things${i}`,
      operationId: `readThing${i}`,
      summary: "",
      tags: [],
      deprecated: false,
    })),
  };
  await db.$transaction(async (tx) => {
    await tx.api.create({ data: { id, slug, name, tier, visibility, teamId, createdById: "test" } });
    await createVersion(tx, {
      api: { id, slug },
      name: "v1",
      read: { text: name, document, problems: [] },
      actor,
      now,
    });
  });
  return { slug, version: "v1" };
}

interface DocumentOf extends Partial<Omit<RegisterApi, "slug" | "team">> {
  slug: string;
  team: string;
  title: string;
  /** Summary by path; each is a POST. */
  paths: Record<string, string>;
}

/** Registers an API from a document that is made of these paths, as the system. */
export async function registerDocument({ ctx }: TestDatabase, of: DocumentOf): Promise<void> {
  const { title, paths, ...input } = of;
  const responses = { 200: { description: "fine" } };
  const operations = Object.entries(paths).map(([path, summary]) => [path, { post: { summary, responses } }]);
  const info = { title, version: "1" };
  const text = JSON.stringify({ openapi: "3.1.0", info, paths: Object.fromEntries(operations) as object });
  await registerApi(ctx(), {
    source: { kind: "text", text },
    tier: 2,
    visibility: "public",
    tags: [],
    ...input,
  });
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

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { openDb, type Ctx } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { createTeam, createUser, setMembership, setPasswordByLink } from "#lib/identity";
import { openedAlive } from "./alive.ts";
import { e2eSettings, type E2eSettings } from "./settings.ts";

export { expect } from "@playwright/test";

interface Person {
  id: string;
  email: string;
  name: string;
  password: string;
}

interface Team {
  slug: string;
  name: string;
  owner: Person;
}

/** The product under test, and a way into its database for what a test needs before it starts. */
export interface Installation extends E2eSettings {
  authSecret: string;
  /** As the system itself: may do everything. */
  system: () => Ctx;
}

interface TestFixtures {
  /** Part of every name this test makes, so that tests do not meet. */
  unique: string;
  /** A team of this test's own; its owner is who `page` is signed in as. */
  team: Team;
  /** Another page, signed in as somebody else (or as nobody). */
  pageOf: (person: Person | undefined) => Promise<Page>;
  administrator: Person;
}

export const test = base.extend<TestFixtures, { installation: Installation }>({
  installation: [
    async ({}, use) => {
      const settings = e2eSettings();
      const db = openDb(settings.environment["DATABASE_URL"] || embeddedUrl(settings.dataDir), { max: 3 });
      const system = (): Ctx => ({
        actor: { kind: "system", id: "e2e", name: "Test" },
        db,
        now: new Date(),
        log: SILENT,
      });
      const secrets = JSON.parse(readFileSync(join(settings.dataDir, "secrets.json"), "utf8")) as Record<
        string,
        string
      >;
      await allowLocalTargets(system());
      await use({ ...settings, authSecret: secrets["AUTH_SECRET"] ?? "", system });
      await db.$disconnect();
    },
    { scope: "worker" },
  ],
  unique: async ({}, use) => use(`t${randomBytes(4).toString("hex")}`),
  team: async ({ installation, unique }, use) => {
    const owner = await makePerson(installation, {
      email: `owner-${unique}@e2e.example`,
      name: `Owner ${unique}`,
    });
    const team = await createTeam(installation.system(), { slug: `team-${unique}`, name: `Team ${unique}` });
    await setMembership(installation.system(), { slug: team.slug, email: owner.email, role: "owner" });
    await use({ slug: team.slug, name: team.name, owner });
  },
  administrator: async ({ installation }, use) => {
    const { email, password } = installation.admin;
    const user = await installation
      .system()
      .db.user.findUniqueOrThrow({ where: { email }, select: { id: true, name: true } });
    await use({ ...user, email, password });
  },
  context: async ({ context, installation, team }, use) => {
    await signIn(context, installation, team.owner);
    await use(context);
  },
  page: async ({ page }, use) => use(openedAlive(page)),
  pageOf: async ({ browser, installation }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (person) => {
      const context = await newContext(browser, installation);
      opened.push(context);
      if (person) await signIn(context, installation, person);
      return openedAlive(await context.newPage());
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An account with a password, made the way an administrator and its owner make it. */
export async function makePerson(
  installation: Installation,
  of: { email: string; name: string },
): Promise<Person> {
  const password = randomBytes(12).toString("base64url");
  const { user, link } = await createUser(installation.system(), { ...of, role: "member" });
  await setPasswordByLink(installation.system(), { token: link.path.split("/").at(-1) ?? "", password });
  return { id: user.id, email: user.email, name: user.name, password };
}

/** The cookie that signing in would set; the sign-in page has a test of its own. */
async function signIn(context: BrowserContext, installation: Installation, person: Person): Promise<void> {
  const { sessionEpoch } = await installation
    .system()
    .db.user.findUniqueOrThrow({ where: { id: person.id }, select: { sessionEpoch: true } });
  const token = { sub: person.id, email: person.email, name: person.name, sessionEpoch };
  const value = await encode({ token, secret: installation.authSecret });
  await context.addCookies([
    { name: "next-auth.session-token", value, url: installation.portalUrl, httpOnly: true, sameSite: "Lax" },
  ]);
}

function newContext(browser: Browser, installation: Installation): Promise<BrowserContext> {
  return browser.newContext({ baseURL: installation.portalUrl });
}

function embeddedUrl(dataDir: string): string {
  const url = runningUrl(join(dataDir, "postgres"));
  if (url === undefined) throw new Error(`No database runs on ${dataDir}.`);
  return url;
}

/** The upstreams of the tests are on this machine. Two test processes may set it at once: either's word is the same. */
async function allowLocalTargets(ctx: Ctx): Promise<void> {
  const settings = await getEgressSettings(ctx);
  if (settings.privateTargets) return;
  await updateEgressSettings(ctx, { ...settings, privateTargets: true }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "stale") throw error;
  });
}

import type { Server } from "node:http";
import type { Page, Route } from "@playwright/test";
import { createTeam, updateUser } from "#lib/identity";
import { expect, test, type Installation } from "./fixtures.ts";
import { startProvider, type People, type Redirects } from "./identity-provider.ts";

const people: People = new Map();
const asItIs = (location: string) => location;
const redirects: Redirects = { rewrite: asItIs };
let server: Server;

test.beforeAll(async ({ installation }) => {
  server = await startProvider(installation, { people, redirects });
  await createTeam(installation.system(), { slug: installation.oidc.team, name: "Grouped" }).catch(
    () => undefined,
  );
});
test.afterEach(() => {
  redirects.rewrite = asItIs;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Somebody the provider knows, by a name of this test's own. */
function provided(name: string, claims: Record<string, unknown> = {}): string {
  const email = `${name}@e2e.example`;
  people.set(name, { sub: name, email, email_verified: true, name: `Provided ${name}`, ...claims });
  return name;
}

async function signInAt(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const refusal = (page: Page, text: string) => page.getByRole("alert").filter({ hasText: text });
const isRefused = async (page: Page, { portalUrl }: Installation) => {
  await page.goto(`${portalUrl}/apis`);
  await expect(page).toHaveURL(/\/login/);
};

test("a newcomer signs in with the provider, comes to where they wanted, and is in the team of their group @mobile", async ({
  pageOf,
  unique,
}) => {
  const page = await pageOf(undefined);
  const name = provided(unique, { groups: ["devs", "others"] });
  await page.goto("/apis?q=pay");
  await signInAt(page, name);
  await expect(page).toHaveURL(/\/apis\?q=pay$/);
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: `Provided ${name}` })).toBeVisible();
  await expect(page.getByRole("row", { name: "Grouped" })).toContainText("Maintainer");
});

test("an account is linked by a verified address only, and once", async ({ pageOf, team, unique }) => {
  const claims = { email: team.owner.email.toUpperCase(), email_verified: false };
  const unverified = await pageOf(undefined);
  await unverified.goto("/login");
  await signInAt(unverified, provided(`${unique}-u`, claims));
  await expect(refusal(unverified, "does not vouch for your e-mail address")).toBeVisible();

  const owner = await pageOf(undefined);
  await owner.goto("/login");
  await signInAt(owner, provided(`${unique}-o`, { ...claims, email_verified: true }));
  await expect(owner.getByRole("button", { name: `Account of ${team.owner.name}` })).toBeVisible();

  const successor = await pageOf(undefined);
  await successor.goto("/login");
  await signInAt(successor, provided(`${unique}-s`, { ...claims, email_verified: true }));
  await expect(refusal(successor, "Somebody else signed in with your address")).toBeVisible();
});

test("whoever is deactivated is not let in by the provider", async ({ pageOf, installation, unique }) => {
  const page = await pageOf(undefined);
  const name = provided(unique);
  await page.goto("/login");
  await signInAt(page, name);
  await expect(page.getByRole("button", { name: `Account of Provided ${name}` })).toBeVisible();
  const { db } = installation.system();
  const user = await db.user.findUniqueOrThrow({
    where: { email: `${name}@e2e.example` },
    select: { id: true },
  });
  await updateUser(installation.system(), { id: user.id, changes: { state: "deactivated" } });
  await isRefused(page, installation);
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await expect(refusal(page, "Your account is deactivated.")).toBeVisible();
});

test("signing in with the provider never leads to another site", async ({ pageOf, installation, unique }) => {
  const page = await pageOf(undefined);
  await page.goto("/login?next=//evil.example/");
  await signInAt(page, provided(unique));
  await expect(page).toHaveURL(`${installation.portalUrl}/`);
  const { csrfToken } = (await (await page.request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  for (const callbackUrl of [
    "https://evil.example/",
    "//evil.example",
    `${installation.portalUrl}.evil.example/`,
  ]) {
    const form = { csrfToken, callbackUrl, json: "true" };
    const answer = await page.request.post("/api/auth/signout", { form, maxRedirects: 0 });
    const { url } = (await answer.json()) as { url: string };
    expect(new URL(url).origin).toBe(installation.portalUrl);
  }
});

/** Another first letter: as long, and not the same. */
function tampered(address: string, member: string): string {
  const url = new URL(address);
  const value = url.searchParams.get(member) ?? "";
  url.searchParams.set(
    member,
    value.replace(/^./, (first) => (first === "A" ? "B" : "A")),
  );
  return url.href;
}

for (const member of ["state", "code"]) {
  test(`an answer with another ${member} signs nobody in`, async ({ pageOf, installation, unique }) => {
    const page = await pageOf(undefined);
    redirects.rewrite = (location) =>
      location.includes("/api/auth/callback/oidc?") ? tampered(location, member) : location;
    await page.goto("/login");
    await signInAt(page, provided(unique));
    await expect(refusal(page, "The provider did not sign you in.")).toBeVisible();
    await isRefused(page, installation);
  });
}

for (const member of ["nonce", "code_challenge"]) {
  test(`an answer to another ${member} signs nobody in`, async ({ pageOf, installation, unique }) => {
    const page = await pageOf(undefined);
    await page.goto("/login");
    const changed = async (route: Route) => {
      const location = tampered(route.request().url(), member);
      await route.fulfill({ status: 302, headers: { location } });
    };
    await page.route("**/auth?**", changed, { times: 1 });
    await signInAt(page, provided(unique));
    await expect(refusal(page, "The provider did not sign you in.")).toBeVisible();
    await isRefused(page, installation);
  });
}

test("an answer that another browser asked for signs nobody in", async ({ pageOf, installation, unique }) => {
  const [attacker, victim] = [await pageOf(undefined), await pageOf(undefined)];
  let answer = "";
  redirects.rewrite = (location) => {
    if (!location.includes("/api/auth/callback/oidc?")) return location;
    answer = location;
    return `${installation.portalUrl}/login`;
  };
  await attacker.goto("/login");
  await signInAt(attacker, provided(unique));
  await expect(attacker).toHaveURL(/\/login$/);
  expect(answer).toContain("code=");
  await victim.goto(answer);
  await expect(refusal(victim, "The provider did not sign you in.")).toBeVisible();
  await isRefused(victim, installation);
});

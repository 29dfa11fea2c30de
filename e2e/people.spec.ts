import { registerApi } from "#lib/catalogue";
import { setMembership } from "#lib/identity";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test } from "./fixtures.ts";

const DOCUMENT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Handed over", version: "1" },
  paths: { "/items": { get: { responses: { "200": { description: "fine" } } } } },
});

test("a token: made, shown once, used without a session, revoked @mobile", async ({
  page,
  team,
  request,
  unique,
}) => {
  await page.goto("/account");
  await page.getByRole("link", { name: "Access tokens" }).click();
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`Script ${unique}`);
  await dialog.getByLabel("Access to people").selectOption("read");
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const secret = await dialog.getByRole("region", { name: "access token" }).innerText();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: `Script ${unique}` });
  await expect(row).toContainText("catalogue:read, people:read");
  await expect(row).toContainText("Never");
  await expect(page.getByText(secret)).toHaveCount(0);

  const headers = { authorization: `Bearer ${secret}` };
  const read = await request.get(`/api/v1/teams/${team.slug}`, { headers });
  expect([read.status(), await read.json()]).toMatchObject([200, { slug: team.slug }]);
  const write = await request.post(`/api/v1/teams/${team.slug}/invitations`, {
    headers,
    data: { role: "viewer" },
  });
  expect(write.status()).toBe(403);
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  expect((await request.get(`/api/v1/teams/${team.slug}`, { headers })).status()).toBe(401);
});

test("signing out everywhere ends other browsers and tokens", async ({ page, pageOf, team }) => {
  const other = await pageOf(team.owner);
  await other.goto("/account");
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out everywhere…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/login/);
  await other.goto("/apis");
  await expect(other).toHaveURL(/\/login/);
});

test("a team: somebody is invited by link, joins, leaves @mobile", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  test.slow();
  const person = await makePerson(installation, {
    email: `guest-${unique}@e2e.example`,
    name: `Guest ${unique}`,
  });
  await page.goto(`/teams/${team.slug}`);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Role").selectOption("viewer");
  await dialog.getByRole("button", { name: "Make the invitation" }).click();
  const link = await dialog.getByRole("region", { name: "invitation link" }).innerText();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: "whoever has the link" })).toBeVisible();

  const guest = await pageOf(person);
  await guest.goto(link);
  expect(await findBarriers(guest)).toEqual([]);
  await guest.getByRole("button", { name: "Join the team" }).click();
  await expect(guest.getByRole("row", { name: person.email })).toContainText("Viewer");
  await guest.goto(link);
  await expect(guest.getByRole("button", { name: "Join the team" })).toHaveCount(0);
  await guest.goto(`/teams/${team.slug}`);
  await guest.getByRole("button", { name: "Leave the team" }).click();
  await guest.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(guest.getByRole("row", { name: person.email })).toHaveCount(0);
});

test("an API goes to another team when an owner there accepts", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
  administrator,
}) => {
  test.slow();
  const system = installation.system();
  await registerApi(system, {
    source: { kind: "text", text: DOCUMENT },
    slug: unique,
    team: team.slug,
    tier: 3,
    visibility: "private",
  });
  const receiver = await makePerson(installation, {
    email: `to-${unique}@e2e.example`,
    name: `Receiver ${unique}`,
  });
  const admin = await pageOf(administrator);
  const made = await admin.request.post("/api/v1/teams", {
    data: { slug: `${unique}-to`, name: `Receivers ${unique}` },
    headers: { origin: installation.portalUrl },
  });
  expect(made.status()).toBe(201);
  await setMembership(system, { slug: `${unique}-to`, email: receiver.email, role: "owner" });

  await page.goto(`/apis/${unique}/settings`);
  await page.getByLabel("Team", { exact: true }).selectOption(`${unique}-to`);
  await page.getByLabel("Note").fill("As agreed");
  await page.getByRole("button", { name: "Hand over" }).click();
  await expect(page.getByText(`Offered to Receivers ${unique}.`)).toBeVisible();

  const other = await pageOf(receiver);
  await other.goto(`/apis/${unique}`);
  await expect(other.getByText("Handed over")).toHaveCount(0);
  await other.goto("/notifications");
  await other.getByRole("link", { name: /offers Receivers/ }).click();
  const row = other.getByRole("row", { name: "Handed over" });
  await expect(row).toContainText("As agreed");
  expect(await findBarriers(other)).toEqual([]);
  await row.getByRole("button", { name: "Accept" }).click();
  await expect(row).toHaveCount(0);
  await other.goto(`/apis/${unique}`);
  await expect(other.getByRole("heading", { level: 1 })).toContainText("Handed over");
  await page.goto(`/apis/${unique}`);
  await expect(page.getByRole("heading", { name: "Handed over" })).toHaveCount(0);
});

test("the REST API describes itself, and stands in the catalogue", async ({ page, request }) => {
  const answer = await request.get("/api/v1/openapi.json");
  expect([answer.status(), await answer.json()]).toMatchObject([200, { openapi: "3.1.0" }]);
  await expect(async () => {
    await page.goto("/apis/understudy");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Understudy REST API", {
      timeout: 1000,
    });
  }).toPass({ timeout: 40_000 });
});

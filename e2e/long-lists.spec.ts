import { getAccess, saveAccess } from "#lib/catalogue";
import { createApplication, createPlan, subscribe } from "#lib/consumers";
import { newId } from "#lib/ids";
import { createInvitation } from "#lib/identity";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { publishStorefront, registerStorefront } from "./seed-storefront.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

test("invitations and hand-overs of a team are turned page by page @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const system = installation.system();
  const { db } = system;
  for (const i of range(23)) {
    const ctx = { ...system, now: new Date(Date.now() - (23 - i) * 60_000) };
    await createInvitation(ctx, { slug: team.slug, role: "viewer", email: `i${i}-${unique}@e2e.example` });
  }
  const [from, to] = await Promise.all([
    db.team.create({ data: { id: newId("team"), slug: `from-${unique}`, name: `From ${unique}` } }),
    db.team.findUniqueOrThrow({ where: { slug: team.slug } }),
  ]);
  for (const i of range(22)) {
    const slug = `app-${i}-${unique}`;
    const { id } = await createApplication(system, {
      team: from.slug,
      slug,
      name: `App ${i} ${unique}`,
      description: "",
    });
    await db.transfer.create({
      data: {
        id: newId("trf"),
        kind: "application",
        objectId: id,
        fromTeamId: from.id,
        toTeamId: to.id,
        requestedById: "usr_1",
        requestedByName: "Somebody",
        requestedAt: new Date(Date.UTC(2026, 0, 1, 0, i)),
      },
    });
  }
  await page.goto(`/teams/${team.slug}`);
  const invitations = page.getByRole("table", { name: "Invitations" });
  await expect(invitations.getByRole("row", { name: `i22-${unique}@e2e.example` })).toBeVisible();
  await expect(invitations.getByRole("row", { name: `i0-${unique}@e2e.example` })).toBeHidden();
  const pages = page.getByRole("navigation", { name: "Pages of invitations" });
  await pages.getByRole("button", { name: "Next" }).click();
  await expect(invitations.getByRole("row", { name: `i0-${unique}@e2e.example` })).toBeVisible();
  await expect(pages).toContainText("2 / 2");

  const handOvers = page.getByRole("table", { name: "Hand-overs" });
  await expect(handOvers.getByRole("row", { name: `App 0 ${unique}` })).toBeHidden();
  await page
    .getByRole("navigation", { name: "Pages of hand-overs" })
    .getByRole("button", { name: "Next" })
    .click();
  await expect(handOvers.getByRole("row", { name: `App 0 ${unique}` })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
});

test("waivers of an API are turned page by page, by address", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const system = installation.system();
  await registerStorefront(system, { slug: unique, version: "v1" }, team.slug);
  const { db } = system;
  const [api, rule] = await Promise.all([
    db.api.findUniqueOrThrow({ where: { slug: unique } }),
    db.governanceRule.findFirstOrThrow(),
  ]);
  await db.waiver.createMany({
    data: range(25).map((i) => ({
      id: newId("wvr"),
      ruleId: rule.id,
      apiId: api.id,
      state: "refused" as const,
      reason: `Reason ${i} of ${unique}`,
      until: new Date(Date.UTC(2099, 0, 1)),
      askedById: "usr_1",
      askedByName: "Somebody",
      askedAt: new Date(Date.UTC(2026, 0, 1, 0, i)),
      decidedByName: "Governance",
      decidedAt: new Date(),
    })),
  });
  await page.goto(`/apis/${unique}/governance?version=v1&environment=sandbox`);
  const list = page.getByRole("list", { name: "Waivers" });
  await expect(list.getByText(`Reason 24 of ${unique}`)).toBeVisible();
  await expect(list.getByText(`Reason 0 of ${unique}`)).toBeHidden();
  await page
    .getByRole("navigation", { name: "Pages of waivers" })
    .getByRole("link", { name: "Next" })
    .click();
  await expect(list.getByText(`Reason 0 of ${unique}`)).toBeVisible();
  await expect(page).toHaveURL(/environment=sandbox/);
  await expect(page).toHaveURL(/page=2/);
  expect(await findBarriers(page)).toEqual([]);
});

test("each of very many revisions can be compared", async ({ page, installation, team, unique }) => {
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  await registerStorefront(system, at, team.slug);
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  await system.db.$executeRaw`
    INSERT INTO "Revision" ("id", "versionId", "number", "digest", "documentText", "documentDigest", "routes", "policy", "bindings",
      "note", "createdById")
    SELECT r."id" || n, r."versionId", n, r."digest", r."documentText", r."documentDigest", r."routes", r."policy", r."bindings",
      'Number ' || n, r."createdById"
    FROM "Revision" r JOIN "Version" v ON v."id" = r."versionId" JOIN "Api" a ON a."id" = v."apiId",
      generate_series(2, 121) n WHERE a."slug" = ${unique}`;
  await page.goto(`/apis/${unique}/compare?version=v1`);
  const from = page.getByLabel("From", { exact: true });
  await expect(from).toHaveValue("revision:121");
  await expect(from.getByRole("option", { name: "Revision 7: Number 7" })).toHaveCount(0);
  const find = page.getByRole("searchbox", { name: "Find a revision" });
  await find.fill("7");
  await expect(from.getByRole("option", { name: "Revision 7: Number 7" })).toHaveCount(1);
  await from.selectOption("revision:7");
  await expect(page).toHaveURL(/from=revision(:|%3A)7/);
  await find.fill("no such note");
  await expect(page.getByText("No revision has this number or note.")).toBeVisible();
  await expect(from).toHaveValue("revision:7");
  expect(await findBarriers(page)).toEqual([]);
});

test("an operation is tried out with any of very many applications @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  await registerStorefront(system, at, team.slug);
  const { etag } = await getAccess(system, at);
  await saveAccess(system, at, { etag, access: { anonymous: false, key: { header: "x-api-key" } } });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  const plan = await createPlan(system, at, {
    name: "Gold",
    description: "",
    rate: null,
    quota: null,
    approval: "automatic",
  });
  for (const i of range(24)) {
    const slug = `try-${String(i).padStart(2, "0")}-${unique}`;
    await createApplication(system, { team: team.slug, slug, name: `Name of ${slug}`, description: "" });
    await subscribe(
      system,
      { slug },
      { api: unique, version: "v1", environment: "production", plan: plan.id, purpose: "to try" },
    );
  }
  await page.goto(`/apis/${unique}/reference?operation=get-products&try=1`);
  const field = page.getByLabel("With a key of");
  await expect(field).toHaveValue(`try-00-${unique}`);
  await expect(field.getByRole("option", { name: `Name of try-23-${unique}` })).toHaveCount(0);
  const find = page.getByRole("searchbox", { name: "Find an application to try it with" });
  await find.fill(`TRY-23`);
  await expect(field.getByRole("option", { name: `Name of try-23-${unique}` })).toHaveCount(1);
  await field.selectOption(`try-23-${unique}`);
  await find.fill("");
  await expect(field).toHaveValue(`try-23-${unique}`);
  await find.fill("nobody");
  await expect(page.getByText("None of yours that is subscribed has such a name.")).toBeVisible();
  await expect(field).toHaveValue(`try-23-${unique}`);
  expect(await findBarriers(page)).toEqual([]);
});

test("what somebody leaves behind is shown whole before their account ends", async ({
  pageOf,
  administrator,
  installation,
  team,
  unique,
}) => {
  const system = installation.system();
  const { db } = system;
  const slug = `left-${unique}`;
  const { id: applicationId } = await createApplication(system, {
    team: team.slug,
    slug,
    name: `Left ${unique}`,
    description: "",
  });
  const { id: environmentId } = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
  await db.applicationKey.createMany({
    data: range(23).map((i) => ({
      id: newId("key"),
      applicationId,
      environmentId,
      name: `Key ${i} of ${unique}`,
      hash: newId("hash"),
      hint: "abcd",
      createdById: team.owner.id,
      createdByName: team.owner.name,
      createdAt: new Date(Date.UTC(2026, 0, 1, 0, i)),
    })),
  });
  const page = await pageOf(administrator);
  await page.goto(`/admin/users?q=owner-${unique}`);
  await page.getByRole("button", { name: `Actions for ${team.owner.name}` }).click();
  await page.getByRole("menuitem", { name: /^Deactivate/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("They made 23 keys that go on working.")).toBeVisible();
  const keys = dialog.getByRole("list", { name: "Keys they made" });
  await expect(keys.getByText(`Key 0 of ${unique}`)).toBeHidden();
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(keys.getByText(`Key 0 of ${unique}`)).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
});

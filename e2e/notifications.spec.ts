import { createApplication } from "#lib/consumers";
import { notify } from "#lib/notifications";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";

/** Tells a team that its subscription is approved. */
async function approve(installation: Installation, of: { team: string; key: string; application?: string }) {
  const { db } = installation.system();
  const { id } = await db.team.findUniqueOrThrow({ where: { slug: of.team }, select: { id: true } });
  const facts = {
    subscriptionId: "sub_1",
    api: "orders",
    apiName: "Orders",
    version: "v1",
    application: of.application ?? "shop",
    applicationName: `Shop ${of.key}`,
    plan: "standard",
    environment: "production",
    ownerTeamId: id,
    consumerTeamId: id,
  };
  await db.$transaction((tx) =>
    notify(tx, { kind: "subscription.approved", key: of.key, now: new Date(), facts }),
  );
}

test("the bell counts, shows, and is emptied; the page keeps all @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  const application = `shop-${unique}`;
  await createApplication(installation.system(), {
    team: team.slug,
    slug: application,
    name: `Shop ${unique}`,
    description: "",
  });
  await approve(installation, { team: team.slug, key: `${unique}-1`, application });
  await approve(installation, { team: team.slug, key: `${unique}-2` });
  await page.goto("/");
  const bell = page.getByRole("button", { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName("Notifications, 2 unread");
  await bell.press("Enter");
  const panel = page.getByRole("dialog", { name: "Notifications" });
  await expect(panel.getByRole("link", { name: `Shop ${unique}-2` })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(bell).toBeFocused();

  await bell.click();
  await panel.getByRole("link", { name: `Shop ${unique}-1` }).click();
  await expect(page).toHaveURL(`/applications/${application}`);
  await expect(page.getByRole("heading", { level: 1, name: `Shop ${unique}` })).toBeVisible();
  await expect(panel).toBeHidden();
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread");

  await page.goto("/notifications");
  const list = page.getByRole("list", { name: "Notifications" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("radio", { name: "Unread" }).click();
  await expect(page).toHaveURL(/state=unread/);
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByText("Nothing is unread.")).toBeVisible();
  await expect(bell).toHaveAccessibleName("Notifications");
});

test("what comes while one looks appears by itself, and is nobody else's", async ({
  installation,
  unique,
  team,
  page,
  pageOf,
}) => {
  const other = await pageOf(
    await makePerson(installation, { email: `other-${unique}@e2e.example`, name: `Other ${unique}` }),
  );
  await page.goto("/notifications");
  await expect(page.getByText("Nothing yet.")).toBeVisible();
  await approve(installation, { team: team.slug, key: unique });
  await expect(page.getByRole("link", { name: `Shop ${unique}` })).toBeVisible({ timeout: 20_000 });
  await other.goto("/notifications");
  await expect(other.getByText("Nothing yet.")).toBeVisible();
});

test("e-mail is chosen kind by kind; without a mail server the page says so @mobile", async ({
  page,
  team,
}) => {
  expect(team.slug).not.toBe("");
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/notifications$/);
  await page.getByRole("link", { name: "E-mail", exact: true }).click();
  await expect(page.getByText("E-mail is not set up")).toBeVisible();
  const choice = page.getByRole("switch", { name: "Your subscription is approved" });
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(choice).not.toBeChecked();
  expect(await findBarriers(page)).toEqual([]);
  await page.reload();
  await expect(choice).not.toBeChecked();
});

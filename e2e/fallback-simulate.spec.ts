import { getDraft, saveDraft } from "#lib/catalogue";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { openEditor } from "./editor-page.ts";
import { expect, test } from "./fixtures.ts";
import { publishStorefront, registerStorefront, type StorefrontAt as At } from "./seed-storefront.ts";

const URLS = { primary: "http://127.0.0.1:9", backup: "http://127.0.0.2:9" };

test("a simulation is chosen, seen, and sent to a colleague as its address @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const at = { slug: unique, version: "v1" };
  await registerStorefront(installation.system(), at, team.slug);
  await publishStorefront(installation.system(), at, URLS);
  const chain = await openEditor(page, unique, "?view=simulate");
  await expect(page.getByText("backup answers after 11 ms and 2 attempts, rescued.")).toBeVisible();
  await expect(chain.getByText("refused after 1 ms")).toBeVisible();

  await page.getByRole("combobox", { name: "primary" }).selectOption("Accepts and hangs");
  await page.getByLabel("Method", { exact: true }).selectOption("POST");
  const steps = page.getByRole("list", { name: "Step by step" });
  await expect(steps.getByText("primary fails: no answer in time.")).toBeVisible();
  await expect(page.getByText(/answers itself after 4 s/)).toBeVisible();
  await page.getByLabel("Deadline (ms)").fill("700");
  await expect(page.getByText(/answers itself after 700 ms/)).toBeVisible();

  await page.goto(page.url());
  await expect(page.getByText(/answers itself after 700 ms/)).toBeVisible();
  await expect(page.getByLabel("Method", { exact: true })).toHaveValue("POST");
});

test("traffic shows ejection, hold-down and the return, in a picture and in numbers @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const at = { slug: unique, version: "v1" };
  await registerStorefront(installation.system(), at, team.slug);
  await publishStorefront(installation.system(), at, URLS);
  await openEditor(page, unique, "?view=simulate&sim=minute&from=5&to=10&rate=10&for=120");
  const changes = page.getByRole("list", { name: "Changes of state" }).getByRole("listitem");
  await expect(changes).toHaveText([
    /5 s\s*primary\s*Out of service/,
    /\d+ s\s*primary\s*Hold-down/,
    /\d+ s\s*primary\s*Up/,
  ]);
  await expect(page.getByText("3 rescued")).toBeVisible();
  await expect(page.getByText("1,200 requests, 3 wasted attempts, at most 1 ms added.")).toBeVisible();

  await page.getByText("As a table, second by second").click();
  const table = page.getByRole("table", { name: "Simulated traffic by second" });
  await expect(table.getByRole("row").nth(8)).toHaveText(/^7\s*0 · out of service\s*10/);

  await page.getByRole("combobox", { name: "primary" }).selectOption("Answers");
  await expect(page.getByText("No target changes its state.")).toBeVisible();
});

test("another API in the chain is walked target by target, as gateways do", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const [at, inner] = [unique, `${unique}-inventory`].map((slug) => ({ slug, version: "v1" })) as [At, At];
  const ctx = installation.system();
  for (const version of [at, inner]) await registerStorefront(ctx, version, team.slug);
  await publishStorefront(ctx, inner, { a: URLS.primary, b: URLS.backup });
  const { etag, routes, policy } = await getDraft(ctx, at);
  const chain: UnboundPolicy["chain"] = [
    { id: "inventory", kind: "api", apiId: inner.slug, version: inner.version, entry: "full_policy" },
    { id: "sorry", kind: "static", status: 503 },
  ];
  const draft = { etag, routes, policy: { ...policy, chain }, bindings: {} };
  await saveDraft(ctx, at, { draft, sealingKey: Buffer.alloc(32) });

  // What cannot be loaded now is not taken for what is not there.
  const parts = `**/api/v1/apis/${inner.slug}/versions/v1/parts?*`;
  await page.route(parts, (route) => route.abort());
  const cards = await openEditor(page, unique, "?view=simulate");
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible({ timeout: 15_000 });
  await page.unroute(parts);
  await again.click();
  await expect(page.getByText("inventory/b answers after 11 ms and 2 attempts, rescued.")).toBeVisible();
  await expect(cards.getByText("b: status 200 after 10 ms")).toBeVisible();
  await page.getByRole("combobox", { name: "inventory/b" }).selectOption("Refuses connections");
  await expect(page.getByText("sorry answers after 2 ms and 2 attempts")).toBeVisible();
});

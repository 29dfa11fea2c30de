import { readFile } from "node:fs/promises";
import { registerApi } from "#lib/catalogue";
import { createApplication } from "#lib/consumers";
import { newId } from "#lib/ids";
import { ingestBatch } from "#lib/telemetry";
import { LATENCY_BUCKETS_MS } from "#lib/telemetry/schema";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";

const DOCUMENT = `openapi: 3.1.0
info: { title: Orders, version: "1" }
servers: [{ url: https://orders.example.com }]
paths: { /orders: { get: { operationId: list, responses: { "200": { description: fine } } } } }
`;

/** An API and an application that has called it, as a gateway reports it. */
async function makeUsed({ system }: Installation, { team, unique }: { team: string; unique: string }) {
  const ctx = system();
  await registerApi(ctx, {
    source: { kind: "text", text: DOCUMENT },
    slug: unique,
    name: `Orders ${unique}`,
    team,
    tier: 2,
    visibility: "public",
  });
  const name = `=Shop ${unique}`;
  await createApplication(ctx, { team, slug: `shop-${unique}`, name, description: "" });
  const { id: application } = await ctx.db.application.findFirstOrThrow({
    where: { slug: `shop-${unique}` },
    select: { id: true },
  });
  const { id: versionId } = await ctx.db.version.findFirstOrThrow({
    where: { api: { slug: unique } },
    select: { id: true },
  });
  const of = { versionId, application, operation: "GET /orders", target: "primary", rescued: 0 };
  const latency = [...LATENCY_BUCKETS_MS.map((upTo) => (upTo === 100 ? 90 : 0)), 0];
  const none = latency.map(() => 0);
  const minute = new Date(ctx.now.getTime() - 120_000).toISOString();
  const actor = { kind: "gateway", id: unique, name: unique, environment: "production" } as const;
  await ingestBatch(
    { ...ctx, actor },
    {
      batchId: newId("bat"),
      environment: "production",
      node: unique,
      serving: [],
      incidents: [],
      attempts: [],
      uses: [],
      traffic: [
        { ...of, minute, statusClass: "2xx", requests: 90, latency },
        { ...of, minute, statusClass: "4xx", requests: 8, throttled: 8, target: "", latency: none },
        { ...of, minute, statusClass: "5xx", requests: 2, latency: none },
      ],
    },
  );
}

test("an owner sees who uses an API, how fast and how well, and takes it away as CSV @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  await makeUsed(installation, { team: team.slug, unique });
  await page.goto(`/apis/${unique}`);
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page).toHaveURL(/\/usage/);
  const totals = page.getByRole("term").filter({ hasText: "Throttled" });
  await expect(totals).toBeVisible();
  const parts = page.getByRole("table", { name: "Usage by operation" });
  await expect(parts.getByRole("row", { name: /GET \/orders/ })).toContainText("100");
  const callers = page.getByRole("table", { name: "Callers of v1" });
  await expect(callers.getByRole("row", { name: new RegExp(`=Shop ${unique}`) })).toContainText("100");
  await page.getByText("As a table").click();
  await expect(page.getByRole("table", { name: "Usage by time" }).locator("tbody tr")).toHaveCount(1);
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("radio", { name: "30 d" }).click();
  await expect(page).toHaveURL(/range=30d/);
  await page.getByRole("radio", { name: "Application" }).click();
  await expect(page.getByRole("table", { name: "Usage by application" })).toContainText(`=Shop ${unique}`);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toMatch(/^"from","application","requests"/);
  expect(csv).toContain(`"'=Shop ${unique}",100,`);

  await page.goto(`/applications/shop-${unique}`);
  await page.getByRole("link", { name: "Usage" }).click();
  const byVersion = page.getByRole("table", { name: "Usage by version" });
  await expect(byVersion).toContainText(`Orders ${unique} v1`);
  const environment = page.getByRole("combobox", { name: "Environment" });
  await environment.selectOption({ label: "Sandbox" });
  await expect(page).toHaveURL(/environment=sandbox/);
  await expect(page.getByText("What it called in sandbox.")).toBeVisible();
  await expect(page.getByText(`Orders ${unique} v1`)).toHaveCount(0);
  await environment.selectOption({ label: "All environments" });
  await expect(byVersion).toContainText(`Orders ${unique} v1`);
  expect(await findBarriers(page)).toEqual([]);
});

test("whoever is not of the team sees no usage", async ({ installation, unique, team, pageOf }) => {
  await makeUsed(installation, { team: team.slug, unique });
  const stranger = await pageOf(
    await makePerson(installation, { email: `stranger-${unique}@e2e.example`, name: `Stranger ${unique}` }),
  );
  await stranger.goto(`/apis/${unique}`);
  const tabs = stranger.getByRole("navigation", { name: /^Sections of/ });
  await expect(tabs.getByRole("link", { name: "Activity" })).toBeVisible();
  await expect(tabs.getByRole("link", { name: "Usage" })).toHaveCount(0);
  await stranger.goto(`/apis/${unique}/usage`);
  await expect(stranger.getByRole("table")).toHaveCount(0);
});

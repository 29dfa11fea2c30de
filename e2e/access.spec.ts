import { getAccess } from "#lib/catalogue";
import { publish } from "#lib/publishing";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

test("an owner closes a version: it asks for keys, answers browsers, and refuses long bodies @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  test.setTimeout(90_000);
  const at = { slug: unique, version: "v1" };
  const upstream = await startUpstream("primary");
  const url = `${installation.gatewayUrl}/${unique}/v1/products`;
  try {
    await registerStorefront(installation.system(), at, team.slug);
    const first = await publishStorefront(installation.system(), at, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), at, first)).toBe(true);
    expect((await fetch(url)).status).toBe(200);

    await page.goto(`/apis/${unique}/plans?version=v1`);
    const card = page.getByRole("region", { name: "Who may call v1" });
    await expect(card.getByText("Everyone may call it; nobody is asked who they are.")).toBeVisible();
    const save = card.getByRole("button", { name: "Save who may call it" });

    // What is wrong is said at its field, and nothing is saved.
    await card.getByRole("switch", { name: /^Let callers in/ }).uncheck();
    await save.click();
    await expect(card.getByText(/as it stands nobody could call this version/).first()).toBeVisible();

    await card.getByRole("switch", { name: /^Take keys/ }).check();
    await card.getByLabel("Header for keys").fill("X-Shop-Key");
    await card.getByRole("switch", { name: /^Let web pages/ }).check();
    await card.getByRole("textbox", { name: "Origins" }).fill("https://app.example\nhttps://admin.example/");
    await card.getByLabel(/^Longest request body/).fill("1");
    expect(await findBarriers(page)).toEqual([]);
    await save.click();
    await expect(card.getByText("It takes a key of a subscribed application.")).toBeVisible();
    await expect(card.getByText("Not published yet")).toBeVisible();
    expect((await fetch(url)).status).toBe(200);

    const { etag } = await getAccess(installation.system(), at);
    const input = { action: "publish", environment: "production", note: "", draftEtag: etag } as const;
    const { id } = await publish(installation.system(), at, input);
    await expect.poll(() => isApplied(installation.system(), at, id)).toBe(true);
    const refused = await fetch(url);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain("x-shop-key");
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin: "https://admin.example", "access-control-request-method": "GET" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([
      204,
      "https://admin.example",
    ]);
    const long = await fetch(url, { method: "POST", body: "x".repeat(2_000) });
    expect(long.status).toBe(413);
    await page.reload();
    await expect(card.getByText("Not published yet")).toBeHidden();
  } finally {
    await upstream.kill();
  }
});

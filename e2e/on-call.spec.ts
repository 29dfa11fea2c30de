import type { Page } from "@playwright/test";
import { getDraft, saveDraft, updateApi } from "#lib/catalogue";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { updateUser } from "#lib/identity";
import { publish } from "#lib/publishing";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";
import { gatewayPid } from "./gateway-process.ts";
import { startLoad } from "./load.ts";
import { isApplied, registerStorefront } from "./seed-storefront.ts";
import { servedBy, startUpstream } from "./upstream.ts";

type Failback = NonNullable<UnboundPolicy["failback"]>;

const PROBE = {
  type: "http" as const,
  intervalMs: 500,
  unhealthyIntervalMs: 200,
  timeoutMs: 1000,
  expect: [[200, 299] as [number, number]],
  healthySuccesses: 2,
  unhealthyFailures: 2,
  initial: "up" as const,
};

/** What a killed platform looks like to a gateway: it depends on when it looked. */
const DEAD = /connection refused|connection reset|health checks fail/;

/** A storefront that is served by two platforms, and somebody on call who has nothing to do with its team. */
async function serve(installation: Installation, of: { unique: string; team: string; failback: Failback }) {
  const { unique, team, failback } = of;
  const at = { slug: unique, version: "v1" };
  const [primary, secondary] = [await startUpstream("primary"), await startUpstream("secondary")];
  await registerStorefront(installation.system(), at, team);
  const draft = await getDraft(installation.system(), at);
  const health = {
    active: { ...PROBE, path: "/health" },
    passive: { failures: 1, ejectMs: 300 },
  };
  const chain = [
    { id: "primary", kind: "http" as const, health },
    { id: "secondary", kind: "http" as const, health },
  ];
  const saved = await saveDraft(installation.system(), at, {
    draft: {
      etag: draft.etag,
      routes: draft.routes,
      policy: { ...draft.policy, chain, failback },
      bindings: {
        production: {
          primary: { endpoints: [{ url: primary.url }] },
          secondary: { endpoints: [{ url: secondary.url }] },
        },
      },
    },
    sealingKey: Buffer.alloc(32),
  });
  const input = { action: "publish", environment: "production", note: "", draftEtag: saved.etag } as const;
  const { id } = await publish(installation.system(), at, input);
  await expect.poll(() => isApplied(installation.system(), at, id)).toBe(true);
  const onCall = await makePerson(installation, {
    email: `oncall-${unique}@e2e.example`,
    name: `Orla ${unique}`,
  });
  await updateUser(installation.system(), { id: onCall.id, changes: { onCall: true } });
  const url = `${installation.gatewayUrl}/${unique}/v1/products`;
  const whoAnswers = async () => {
    const answer = await fetch(url).catch(() => undefined);
    return answer?.ok ? servedBy(await answer.text()) : `status ${answer?.status}`;
  };
  const stop = async () => {
    await primary.kill();
    await secondary.kill();
  };
  return { at, primary, secondary, onCall, url, whoAnswers, stop };
}

async function give(page: Page, button: string | RegExp, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: button }).first().click();
  await expect(dialog.getByText(/in production \(.+ now\)/)).toBeVisible();
  await dialog.getByLabel("Why").fill(reason);
  await dialog.getByLabel("Why").press("Control+Enter");
  await expect(dialog.getByText(/^In force on 1\/1 gateways in production, revision \d+\.$/)).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
}

test("somebody on call pins the storefront to its understudy, over a restart of the gateway, and releases it @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
}) => {
  test.setTimeout(120_000);
  const shop = await serve(installation, {
    unique,
    team: team.slug,
    failback: { mode: "auto", holdDownMs: 500 },
  });
  try {
    expect(await shop.whoAnswers()).toBe("primary");
    const load = startLoad({ url: shop.url, perSecond: 50, classify: servedBy });
    const page = await pageOf(shop.onCall);
    await page.goto(`/apis/${unique}`);
    await give(page, "Pin to secondary", "wrong prices from the primary");
    const before = load.seen().answers["secondary"] ?? 0;
    await expect.poll(() => (load.seen().answers["secondary"] ?? 0) - before).toBeGreaterThan(50);
    const result = await load.stop();
    expect(result.failures).toEqual({});
    await expect(page.getByText("All traffic is pinned to secondary")).toBeVisible();
    await expect(page.getByText("“wrong prices from the primary”").first()).toBeVisible();
    expect(await findBarriers(page)).toEqual([]);

    const pid = gatewayPid(installation.dataDir);
    process.kill(pid ?? 0, "SIGKILL");
    await expect.poll(() => gatewayPid(installation.dataDir) ?? pid, { timeout: 30_000 }).not.toBe(pid);
    await expect.poll(shop.whoAnswers, { timeout: 30_000 }).toBe("secondary");
    await page.reload();
    await give(page, "Release", "prices are right again");
    await expect.poll(shop.whoAnswers).toBe("primary");
    await expect(page.getByText("All traffic is pinned to secondary")).toBeHidden();
  } finally {
    await shop.stop();
  }
});

test("who is not on call sees who answers, and cannot order", async ({
  installation,
  unique,
  team,
  pageOf,
}) => {
  const shop = await serve(installation, {
    unique,
    team: team.slug,
    failback: { mode: "auto", holdDownMs: 500 },
  });
  try {
    const member = await makePerson(installation, {
      email: `m-${unique}@e2e.example`,
      name: `Member ${unique}`,
    });
    const page = await pageOf(member);
    await page.goto(`/apis/${unique}`);
    await expect(page.getByText("Answers now").first()).toBeVisible();
    // Also of a target that is well it is told since when.
    const first = page.getByRole("list", { name: "Targets" }).getByRole("listitem").first();
    await expect(first.getByText(/^Since /)).toBeVisible();
    await expect(page.getByRole("button", { name: /^Pin to/ })).toHaveCount(0);
    const order = { action: "pin", environment: "production", etag: 0, target: "secondary", reason: "x" };
    const status = await page.evaluate(
      async ([path, body]) =>
        (await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body })).status,
      [`/api/v1/apis/${unique}/versions/v1/orders`, JSON.stringify(order)] as const,
    );
    expect(status).toBe(403);
    expect(await shop.whoAnswers()).toBe("primary");
  } finally {
    await shop.stop();
  }
});

test("under manual failback the primary waits until somebody on call fails back", async ({
  installation,
  unique,
  team,
  pageOf,
}) => {
  test.setTimeout(90_000);
  const shop = await serve(installation, {
    unique,
    team: team.slug,
    failback: { mode: "manual", holdDownMs: 0 },
  });
  try {
    await shop.primary.kill();
    await expect.poll(shop.whoAnswers).toBe("secondary");
    shop.primary.start();
    const page = await pageOf(shop.onCall);
    await page.goto(`/apis/${unique}`);
    await expect(page.getByText("until somebody fails back")).toBeVisible();
    expect(await shop.whoAnswers()).toBe("secondary");
    await give(page, "Fail back", "the primary is repaired");
    await expect.poll(shop.whoAnswers).toBe("primary");
    await expect(page.getByText("until somebody fails back")).toBeHidden();
  } finally {
    await shop.stop();
  }
});

test("an incident raises its alert, is acknowledged, and tells its story while it lasts and after @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
}) => {
  test.setTimeout(180_000);
  const shop = await serve(installation, {
    unique,
    team: team.slug,
    failback: { mode: "auto", holdDownMs: 500 },
  });
  await updateApi(installation.system(), { slug: unique }, { fallbackAlertMinutes: 0 });
  try {
    const load = startLoad({ url: shop.url, perSecond: 20, classify: servedBy });
    await expect.poll(() => load.seen().answers["primary"] ?? 0).toBeGreaterThan(20);
    await shop.primary.kill();
    const page = await pageOf(shop.onCall);
    await page.goto("/");
    const callout = page.getByText(/in production is served from fallback$/).first();
    await expect(callout).toBeVisible({ timeout: 20_000 });
    await page.goto(`/incidents?api=${unique}`);
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page).toHaveURL(/\/incidents\/inc_/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(
      /secondary instead of primary for \d/,
    );
    await expect(page.getByText("Nobody has acknowledged it yet.")).toBeVisible();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await expect(page.getByText(`Orla ${unique} acknowledged it`)).toBeVisible();
    await expect(page.getByText(`Acknowledged by Orla ${unique}`)).toBeVisible();
    await expect(page.getByRole("img", { name: /^secondary: from/ })).toBeVisible();
    await page.getByText("As text", { exact: true }).click();
    await expect(page.getByRole("table", { name: "Who answered when" })).toContainText(DEAD);
    expect(await findBarriers(page)).toEqual([]);

    shop.primary.start();
    const wordOnceClosed = page.getByText("Closed after a minute of full primary share");
    await expect(wordOnceClosed).toBeVisible({ timeout: 100_000 });
    await expect(page.getByRole("heading", { level: 1 })).toContainText(
      /secondary instead of primary for [12] min/,
    );
    await expect(page.getByRole("button", { name: /^Pin to/ })).toHaveCount(0);
    const targets = page.getByRole("table", { name: "Targets" });
    await expect(targets).toContainText(DEAD);
    expect(await findBarriers(page)).toEqual([]);
    const result = await load.stop();
    expect(result.failures).toEqual({});
  } finally {
    await shop.stop();
  }
});

test("a primary that answers none of few requests: whoever is on call acknowledges it, once @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
}) => {
  const shop = await serve(installation, {
    unique,
    team: team.slug,
    failback: { mode: "auto", holdDownMs: 500 },
  });
  try {
    const { db } = installation.system();
    const { versionId, environmentId } = await db.deployment.findFirstOrThrow({
      where: { version: { api: { slug: unique } }, environment: { slug: "production" } },
    });
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const silent = { primaryTarget: "primary", rescuedSince: minutesAgo(90), afterMinutes: 15 };
    const at = { id: `rsa_${unique}`, versionId, environmentId, raisedAt: minutesAgo(1) };
    await db.rescueAlert.create({ data: { ...at, ...silent } });

    const page = await pageOf(shop.onCall);
    await page.goto("/");
    await expect(page.getByText(/^Requests to .+ have to be rescued/).first()).toBeVisible();
    await page.goto(`/apis/${unique}?version=v1&environment=production`);
    const alert = page.getByRole("alert").filter({ hasText: "Requests have to be rescued" });
    await expect(alert).toContainText("Nobody has acknowledged it yet.");
    expect(await findBarriers(page)).toEqual([]);
    await alert.getByRole("button", { name: "Acknowledge" }).press("Enter");
    const seen = page.getByText(`Orla ${unique} has acknowledged it.`);
    await expect(seen).toBeVisible();
    await expect(page.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);

    await db.rescueAlert.update({ where: { id: at.id }, data: { acknowledgedByName: null } });
    const member = await pageOf(team.owner);
    await member.goto(`/apis/${unique}?version=v1&environment=production`);
    await expect(member.getByRole("button", { name: "Acknowledge" })).toBeVisible();
    await db.rescueAlert.update({ where: { id: at.id }, data: { acknowledgedByName: "Otto" } });
    await expect(member.getByText("Otto has acknowledged it.")).toBeVisible();
  } finally {
    await shop.stop();
  }
});

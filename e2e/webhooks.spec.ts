import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";

interface Taken {
  headers: Record<string, string>;
  body: string;
}

/** A receiver on this machine that keeps what it takes and answers with the status it is set to. */
async function startReceiver() {
  const receiver = { url: "", status: 204, taken: [] as Taken[], stop: () => server.close() };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      receiver.taken.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(receiver.status).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  return receiver;
}

async function allowLocalReceivers({ system }: Installation): Promise<void> {
  const settings = await getEgressSettings(system());
  if (!settings.privateWebhooks) await updateEgressSettings(system(), { ...settings, privateWebhooks: true });
}

test("a team's webhook: created, tried, its log read, replayed, its secret rotated, ended @mobile", async ({
  installation,
  team,
  page,
}) => {
  test.slow();
  await allowLocalReceivers(installation);
  const receiver = await startReceiver();
  await page.goto(`/teams/${team.slug}`);
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "New webhook" });
  await dialog.getByLabel("Address").fill("https://169.254.169.254/latest");
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByText(/never called/)).toBeVisible();
  await dialog.getByLabel("Address").fill(receiver.url);
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  const secret = await page.getByRole("region", { name: "signing secret" }).innerText();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole("button", { name: "I have kept it" }).click();

  await page.getByRole("link", { name: new URL(receiver.url).host }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  await page.getByRole("button", { name: "Send a test event" }).click();
  const rows = page.getByRole("table", { name: "Deliveries" }).getByRole("row");
  await expect(rows.getByText("Delivered")).toBeVisible({ timeout: 20_000 });
  const [first] = receiver.taken;
  expect(new Webhook(secret).verify(first?.body ?? "", first?.headers ?? {})).toMatchObject({
    type: "webhook.test",
  });
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "webhook.test" }).click();
  const log = page.getByRole("dialog", { name: "webhook.test" });
  await expect(log.getByRole("table", { name: "Attempts" }).locator("tbody tr")).toHaveCount(1);
  await log.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => receiver.taken.length, { timeout: 20_000 }).toBe(2);
  expect(receiver.taken[1]?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  await log.getByRole("button", { name: "Close", exact: true }).last().click();

  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate", exact: true }).click();
  const fresh = await page.getByRole("region", { name: "signing secret" }).innerText();
  await page.getByRole("button", { name: "I have kept it" }).click();
  receiver.status = 410;
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("Switched off: nothing more is sent")).toBeVisible({ timeout: 20_000 });
  const last = receiver.taken.at(-1);
  for (const either of [secret, fresh]) {
    expect(new Webhook(either).verify(last?.body ?? "", last?.headers ?? {})).toBeTruthy();
  }
  await expect(page.getByRole("button", { name: /^Notifications, 1 unread/ })).toBeVisible({
    timeout: 20_000,
  });

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No webhook yet.")).toBeVisible();
  receiver.stop();
});

test("webhooks of a team are nobody else's; those of the organisation are for administrators", async ({
  installation,
  unique,
  team,
  pageOf,
  administrator,
}) => {
  const stranger = await pageOf(
    await makePerson(installation, { email: `stranger-${unique}@e2e.example`, name: `Stranger ${unique}` }),
  );
  for (const [path, title] of [
    [`/teams/${team.slug}/webhooks`, "Not found"],
    ["/admin/webhooks", "For administrators"],
  ] as const) {
    await stranger.goto(path);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(stranger.getByRole("button", { name: "New webhook" })).toHaveCount(0);
  }
  const admin = await pageOf(administrator);
  await admin.goto("/admin/webhooks");
  await expect(admin.getByText("E-mail is not set up")).toBeVisible();
  await expect(admin.getByRole("button", { name: "New webhook" })).toBeVisible();
});

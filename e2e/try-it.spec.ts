import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { getAccess, registerApi, saveAccess } from "#lib/catalogue";
import { createApplication, createPlan, subscribe } from "#lib/consumers";
import { createTeam, setMembership } from "#lib/identity";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

const PHOTOS = `
openapi: 3.1.0
info: { title: Photos, version: 1.0.0, description: Keeps photos., contact: { email: photos@retail.example } }
servers: [{ url: "https://photos.retail.example" }]
paths:
  /photos:
    post:
      operationId: addPhoto
      summary: Add a photo
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [note, photo]
              properties:
                note: { type: string, example: "a lamp & more" }
                tags: { type: array, items: { type: string }, example: [new, sale] }
                photo: { type: string, contentMediaType: image/png }
          application/x-www-form-urlencoded:
            schema: { type: object, required: [note], properties: { note: { type: string, example: "a lamp & more" } } }
      responses: { "200": { description: What came. } }
`;

async function partsOf(request: IncomingMessage): Promise<string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(new Uint8Array(Buffer.concat(chunks)), { headers }).formData();
  return [...form].map(([name, value]) =>
    typeof value === "string" ? `${name}=${value}` : `${name}:${value.name}:${value.size}`,
  );
}

/** Says which parts came, as a server that reads forms sees them. */
async function startPhotos(): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    void partsOf(request).then((parts) => {
      response.writeHead(200, { "content-type": "text/plain" }).end(parts.join("|"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

test("a form with a file is sent as it is chosen, and as a plain form @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const upstream = await startPhotos();
  const at = { slug: unique, version: "v1" };
  const system = installation.system();
  try {
    const source = { kind: "text", text: PHOTOS } as const;
    await registerApi(system, { ...at, source, team: team.slug, tier: 3, visibility: "public" });
    const id = await publishStorefront(system, at, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), at, id), { timeout: 20_000 }).toBe(true);

    await page.goto(`/apis/${unique}/reference?operation=post-photos`);
    const code = page.getByLabel("curl example", { exact: true });
    await expect(code).toContainText("--form-string 'note=a lamp & more'");
    await expect(code).toContainText("-F 'photo=@photo'");
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByText("photo is required.")).toBeVisible();
    const form = page.getByRole("form", { name: "Request" });
    await form.getByLabel("tags").fill("new, sale");
    const buffer = Buffer.from([0x89, 0x50, 0, 0xff, 0x0d, 0x0a]);
    await form.getByLabel("photo").setInputFiles({ name: "lämp.png", mimeType: "image/png", buffer });
    await expect(page.getByText("lämp.png, 6 B")).toBeVisible();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Send" }).click();
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    const body = answer.getByLabel("body of the answer", { exact: true });
    await expect(body).toContainText("note=a lamp & more|tags=new|tags=sale|photo:lämp.png:6");

    await form.getByLabel("Media type").selectOption("application/x-www-form-urlencoded");
    await form.getByLabel("note").fill("x & y=z");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(body).toHaveText(/^note=x & y=z$/);
  } finally {
    upstream.stop();
  }
});

test("an operation is tried out through the gateway, by keyboard @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const upstream = await startUpstream("primary");
  const at = { slug: unique, version: "v1" };
  try {
    await registerStorefront(installation.system(), at, team.slug);
    const id = await publishStorefront(installation.system(), at, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), at, id), { timeout: 20_000 }).toBe(true);

    await page.goto(`/apis/${unique}/reference?operation=get-products-productId`);
    await page.getByRole("button", { name: "Try it" }).click();
    const product = page.getByLabel("productId");
    await product.fill("");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByText("productId is required.")).toBeVisible();

    await product.fill("lamp-01");
    await product.press("ControlOrMeta+Enter");
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    await expect(answer.getByText("200 OK")).toBeVisible();
    await expect(answer.getByLabel("body of the answer", { exact: true })).toContainText(
      '"servedBy": "primary"',
    );
    await answer.getByText(/^Headers/).click();
    await expect(answer.getByText("content-type", { exact: false }).first()).toBeVisible();

    await product.fill("a/b ü");
    await product.press("ControlOrMeta+Enter");
    const before = page.getByRole("region", { name: "Sent before" });
    await expect(before.getByText("/v1/products/a%2Fb%20%C3%BC")).toBeVisible();
    await before.getByRole("button").filter({ hasText: "lamp-01" }).click();
    await expect(product).toHaveValue("lamp-01");
    await expect(answer.getByText("200 OK")).toBeVisible();
    expect(await findBarriers(page)).toEqual([]);
  } finally {
    await upstream.kill();
  }
});

test("a version that takes keys is tried with one made for it, and without one it answers 401", async ({
  pageOf,
  installation,
  team,
  unique,
}) => {
  const upstream = await startUpstream("primary");
  const at = { slug: unique, version: "v1" };
  const system = installation.system();
  try {
    await registerStorefront(system, at, team.slug);
    const { etag } = await getAccess(system, at);
    await saveAccess(system, at, { etag, access: { anonymous: false, key: { header: "x-api-key" } } });
    const id = await publishStorefront(system, at, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), at, id), { timeout: 20_000 }).toBe(true);
    const person = await makePerson(installation, { email: `till-${unique}@e2e.example`, name: "Cleo" });
    const own = await createTeam(system, { slug: `till-${unique}`, name: "Till" });
    await setMembership(system, { slug: own.slug, email: person.email, role: "owner" });
    const named = { slug: `app-${unique}`, name: "The till", description: "" };
    const application = await createApplication(system, { team: own.slug, ...named });
    const plan = await createPlan(system, at, {
      name: "Free",
      description: "",
      rate: null,
      quota: null,
      approval: "automatic",
    });
    const wanted = { api: unique, version: "v1", environment: "production", plan: plan.id };
    await subscribe(system, application, { ...wanted, purpose: "to sell" });

    const page = await pageOf(person);
    const requests: string[] = [];
    page.on("response", (response) => {
      if (response.url().includes("/api/v1/"))
        void response.text().then(
          (text) => requests.push(text),
          () => {},
        );
    });
    await page.goto(`/apis/${unique}/reference?operation=get-products`);
    await expect(page.getByLabel("curl example", { exact: true })).toContainText('x-api-key: \'"$API_KEY"');
    await page.getByRole("button", { name: "Try it" }).click();
    await expect(page.getByLabel("With a key of")).toHaveValue(`app-${unique}`);
    await page.getByRole("button", { name: "Send" }).click();
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    await expect(answer.getByText("200 OK")).toBeVisible({ timeout: 20_000 });
    await page.getByLabel("With a key of").selectOption("");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(answer.getByText(/^401/)).toBeVisible();
    expect(requests.join()).not.toMatch(/usk_/);
    const kept = await installation.system().db.applicationKey.count({
      where: { createdById: person.id, isTrial: true },
    });
    expect(kept).toBe(1);
  } finally {
    await upstream.kill();
  }
});

test("a request that hangs can be cancelled, and nothing of a try is left in the browser", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const at = { slug: unique, version: "v1" };
  await registerStorefront(installation.system(), at, team.slug);
  const id = await publishStorefront(installation.system(), at, { primary: "http://127.0.0.1:1" });
  await expect.poll(() => isApplied(installation.system(), at, id), { timeout: 20_000 }).toBe(true);
  // The portal's answer is held back: what is tested is what the page does meanwhile.
  await page.route("**/tries", () => undefined);
  await page.goto(`/apis/${unique}/reference?operation=get-products`);
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Cancelled. It may have been executed.")).toBeVisible();
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(kept).not.toMatch(/usk_|products/);
});

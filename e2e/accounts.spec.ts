import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
}

test("signing in leads to where one wanted to go; a wrong password says nothing about the account", async ({
  pageOf,
  team,
}) => {
  const page = await pageOf(undefined);
  await page.goto("/apis?q=pay");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  const refusal = page
    .getByRole("alert")
    .filter({ hasText: "The e-mail address or the password is not right." });
  await signIn(page, team.owner.email, "not the password");
  await expect(refusal).toBeVisible();
  await signIn(page, `nobody-${team.owner.email}`, "not the password");
  await expect(refusal).toBeVisible();
  await signIn(page, team.owner.email, team.owner.password);
  await expect(page).toHaveURL(/\/apis\?q=pay$/);

  await page.getByRole("button", { name: `Account of ${team.owner.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto("/apis");
  await expect(page).toHaveURL(/\/login/);
});

test("signing in never leads to another site", async ({ pageOf, team, installation }) => {
  const page = await pageOf(undefined);
  await page.goto("/login?next=//evil.example/");
  await signIn(page, team.owner.email, team.owner.password);
  await expect(page).toHaveURL(`${installation.portalUrl}/`);
});

test("an account: made, opened by a one-time link, ended", async ({ pageOf, administrator, unique }) => {
  const admin = await pageOf(administrator);
  const newcomer = await pageOf(undefined);
  const email = `new-${unique}@e2e.example`;
  const password = `password of ${unique}`;

  await admin.goto(`/admin/users?q=${unique}`);
  await admin.getByRole("button", { name: "New user" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`New ${unique}`);
  await dialog.getByLabel("E-mail address").fill("not an address");
  await dialog.getByRole("button", { name: "Create account" }).click();
  await expect(dialog.getByText("Write an address like name@example.com.")).toBeVisible();
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("button", { name: "Create account" }).click();
  const link = await dialog.getByRole("region", { name: "one-time link" }).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();

  await newcomer.goto(link);
  await newcomer.getByLabel("New password", { exact: true }).fill(password);
  await newcomer.getByLabel("New password, once more").fill(password);
  await newcomer.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(newcomer.getByRole("button", { name: `Account of New ${unique}` })).toBeVisible();
  await newcomer.goto(link);
  await expect(newcomer.getByText("This link does not work any more")).toBeVisible();
  await newcomer.goto("/admin/users");
  await expect(newcomer.getByRole("heading", { name: "All users" })).toHaveCount(0);

  await admin.getByRole("button", { name: `Actions for New ${unique}` }).click();
  await admin.getByRole("menuitem", { name: "Deactivate" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await expect(admin.getByRole("row", { name: email }).getByText("Deactivated")).toBeVisible();
  await newcomer.goto("/apis");
  await expect(newcomer).toHaveURL(/\/login/);
  await signIn(newcomer, email, password);
  await expect(newcomer.getByRole("alert").filter({ hasText: "is not right" })).toBeVisible();
});

test("no page breaks the content security policy, and every answer carries the headers", async ({
  pageOf,
  administrator,
}) => {
  const page = await pageOf(administrator);
  const refused: string[] = [];
  await page.exposeFunction("noteRefusal", (what: string) => refused.push(what));
  await page.addInitScript(`addEventListener("securitypolicyviolation", (event) =>
    noteRefusal([location.pathname, event.violatedDirective, event.blockedURI].join(" ")))`);
  const paths = ["/", "/apis", "/apis/new", "/incidents", "/gateways", "/account"];
  const adminPaths = ["users", "teams", "egress", "jobs", "audit"].map((part) => `/admin/${part}`);
  for (const path of [...paths, ...adminPaths, "/no-such-page"]) {
    const response = await page.goto(path, { waitUntil: "networkidle" });
    const policy = response?.headers()["content-security-policy"] ?? "";
    expect(policy, path).toContain("script-src 'self' 'nonce-");
    expect(policy, path).not.toContain("unsafe");
    expect(response?.headers()["x-content-type-options"], path).toBe("nosniff");
  }
  expect(refused).toEqual([]);
  await page.evaluate(
    `document.head.append(Object.assign(document.createElement("style"), { textContent: "a{}" }))`,
  );
  await expect.poll(() => refused.length, "the policy is enforced at all").toBeGreaterThan(0);
});

test("another site cannot use the session", async ({ page, unique }) => {
  const sent = { data: { slug: unique, name: unique }, headers: { origin: "https://evil.example" } };
  const foreign = await page.request.post("/api/v1/teams", sent);
  expect([foreign.status(), await foreign.json()]).toMatchObject([
    403,
    { detail: expect.stringContaining("another site") },
  ]);
});

test("a password sent before the page came alive stays out of the address", async ({
  browser,
  installation,
  team,
}) => {
  const context = await browser.newContext({ baseURL: installation.portalUrl, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/login");
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.isNavigationRequest() && request.url().includes("/login")),
    signIn(page, team.owner.email, team.owner.password),
  ]);
  expect([sent.method(), new URL(sent.url()).search]).toEqual(["POST", ""]);
  await context.close();
});

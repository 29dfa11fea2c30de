import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { onServer, testDatabase } from "#lib/testing";
import { addVersion } from "./add-version.ts";
import { deleteApi } from "./delete-api.ts";
import { listApis } from "./list-apis.ts";
import { ApiList, UpdateApi, type ApiPage } from "./schema.ts";
import { documentText, makePeople, registerDocument } from "./test-rows.ts";
import { updateApi } from "./update-api.ts";

const database = await testDatabase();
const { db, ctx, url } = database;
const { team, owner, maintainer, outsider, admin } = await makePeople(database);

const list = (actor: Actor, query: object = {}) => listApis(ctx(actor), ApiList.api.parse(query));
const slugs = async (actor: Actor, query: object = {}) =>
  (await list(actor, query)).items.map((api) => api.slug);

const add = (slug: string, of: Omit<Parameters<typeof registerDocument>[1], "slug" | "team">) =>
  registerDocument(database, { team: team.slug, slug, ...of });

beforeAll(async () => {
  await add("payments", {
    title: "Payments",
    paths: { "/payments": "Take a payment", "/refunds": "Give money back" },
  });
  await add("payments-eu", {
    title: "Payments EU",
    paths: { "/transfers": "Send money" },
    domain: "finance",
  });
  await add("ledger", {
    title: "Ledger",
    paths: { "/entries": "Record a payment entry" },
    tags: ["payments", "books"],
  });
  await add("shop", {
    title: "Webshop",
    paths: { "/paymentMethods": "Ways to pay" },
    domain: "retail",
    tags: ["books"],
  });
  await add("cafe", {
    title: "Café Reservierung",
    paths: { "/tables": "Book a table" },
    summary: "Sit down for a payment.",
  });
  await add("vault", {
    title: "Zephyrine Vault",
    paths: { "/zephyrine/quuxium": "Hide it" },
    visibility: "private",
    domain: "secret-domain",
    tags: ["secret-tag"],
  });
}, 60_000);

describe("searching", () => {
  it("puts the exact name first, then beginnings, tags, summaries and operations", async () => {
    const page = await list(outsider, { q: "payments" });
    expect(page.items.map((api) => [api.slug, api.match?.in])).toEqual([
      ["payments", "exact"],
      ["payments-eu", "prefix"],
      ["ledger", "tags"],
      ["cafe", "summary"],
      ["shop", "operation"],
    ]);
    expect(page.items[4]?.match?.operations).toEqual([
      {
        version: "v1",
        key: "post-paymentMethods",
        method: "POST",
        path: "/paymentMethods",
        summary: "Ways to pay",
      },
    ]);
  });

  it.each([
    ["while typing", "payme", "payments"],
    ["a swapped letter", "pamyents", "payments"],
    ["a missing letter", "ledgr", "ledger"],
    ["a wrong first letter", "kedger", "ledger"],
    ["without the accent", "cafe res", "cafe"],
    ["with the accent", "CAFÉ", "cafe"],
    ["camelCase in one word", "paymentmethods", "shop"],
    ["a path", "/transfers", "payments-eu"],
    ["a method and a path", "POST /tables", "cafe"],
    ["words of name and operation", "payments refund", "payments"],
    ["the inside of a word", "shop", "shop"],
    ["small words beside others", "record the payment entry", "ledger"],
    ["the team", team.slug, "cafe"],
    ["a domain", "retail", "shop"],
  ])("finds with %s: %s", async (_name, q, first) => {
    expect((await slugs(outsider, { q }))[0]).toBe(first);
  });

  it("says what it took a mistyped word for", async () => {
    expect(await list(outsider, { q: "ledgr" })).toMatchObject({ isCorrected: true, total: 1 });
    expect((await list(outsider, { q: "ledgr" })).terms).toContain("ledger");
    expect(await list(outsider, { q: "ledger" })).toMatchObject({ isCorrected: false });
  });

  it.each([
    "'",
    "''); DROP TABLE \"Api\"; --",
    "a' | 'b",
    "payments:*",
    "!payments",
    "pay & !ledger",
    "%",
    "_",
    "%payments%",
    "\\",
    "<->",
    "((((",
    "🙂",
    "مدفوعات",
    "支付",
    "\u202Epayments",
    "a".repeat(200),
    "pay ".repeat(50).trim(),
    "ﷺ".repeat(200),
    "1e400",
    "$1",
    "--",
  ])("takes %s as text to look for", async (q) => {
    const page = await list(outsider, { q });
    expect(page.total).toBeLessThanOrEqual(5);
    expect(await db.api.count()).toBe(6);
  });

  it.each([{ q: "x".repeat(201) }, { page: "1001" }, { size: "1000" }, { team: "'; --" }, { tag: "a%" }])(
    "refuses %j",
    (query) => {
      expect(ApiList.api.safeParse(query).success).toBe(false);
    },
  );

  it("says nothing of what is there on a page past the end", async () => {
    expect(await list(outsider, { page: "1000", size: "100" })).toMatchObject({ items: [], total: 5 });
  });

  it("reads names under an empty search path, as a restore does", async () => {
    const read = onServer(
      url,
      `SET search_path = ''; SELECT public.operation_vector('GET', '/a', 'b', 'c', '{d}')`,
    );
    await expect(read).resolves.not.toThrow();
  });
});

describe("counting", () => {
  const counts = (page: ApiPage, facet: keyof NonNullable<ApiPage["facets"]>) =>
    Object.fromEntries((page.facets?.[facet] ?? []).map(({ value, count }) => [value, count]));

  it("counts each facet under the search and the other filters", async () => {
    const all = await list(outsider, { facets: "true" });
    expect(counts(all, "domain")).toEqual({ "-": 3, finance: 1, retail: 1 });
    expect(counts(all, "tag")).toEqual({ books: 2, payments: 1 });
    expect(counts(all, "team")).toEqual({ [team.slug]: 5 });
    expect(counts(all, "stage")).toEqual({ design: 5 });
    const books = await list(outsider, { facets: "true", tag: "books" });
    expect(books.total).toBe(2);
    expect(counts(books, "tag")).toEqual({ books: 2, payments: 1 });
    expect(counts(books, "domain")).toEqual({ "-": 1, retail: 1 });
    const both = await list(outsider, { facets: "true", tag: "books", domain: "retail,finance" });
    expect(both.items.map((api) => api.slug)).toEqual(["shop"]);
    expect(counts(both, "domain")).toEqual({ "-": 1, retail: 1 });
    expect(counts(both, "tag")).toEqual({ books: 1 });
    expect((await list(outsider, { domain: "-,retail" })).total).toBe(4);
  });

  it("follows what changes, and forgets what is undone", async () => {
    const tags = async () => counts(await list(outsider, { facets: "true" }), "tag");
    const before = await tags();
    const data = { tags: ["books", "new"] };
    const undone = db.$transaction(async (tx) => {
      await tx.api.update({ where: { slug: "shop" }, data, select: { id: true } });
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await tags()).toEqual(before);
    await db.api.update({ where: { slug: "shop" }, data, select: { id: true } });
    expect(await tags()).toEqual({ ...before, new: 1 });
    await db.api.update({ where: { slug: "shop" }, data: { tags: ["books"] }, select: { id: true } });
    expect(await tags()).toEqual(before);
  });

  it("is left out unless asked for", async () => {
    expect(await list(outsider)).not.toHaveProperty("facets");
  });
});

describe("what is found follows the data in its transaction", () => {
  it("renaming, retagging, moving, adding a version, deleting", async () => {
    await add("walrus", { title: "Walrus", paths: { "/tusks": "Grow" } });
    const find = (q: string) => slugs(admin, { q });
    expect(await find("tusks")).toEqual(["walrus"]);
    await updateApi(ctx(maintainer), { slug: "walrus" }, UpdateApi.parse({ name: "Narwhal", tags: ["sea"] }));
    expect(await find("narwhal")).toEqual(["walrus"]);
    expect(await find("sea")).toEqual(["walrus"]);
    await addVersion(
      ctx(maintainer),
      { slug: "walrus" },
      {
        source: { kind: "text", text: documentText() },
        version: "v2",
      },
    );
    expect(await find("readthing1")).toEqual(["walrus"]);
    await db.team.update({ where: { id: team.id }, data: { name: "Polar Station" } });
    expect((await find("polar station")).length).toBe(7);
    await db.team.update({ where: { id: team.id }, data: { name: team.slug } });
    expect(await find("polar station")).toEqual([]);
    await db.version.deleteMany({ where: { name: "v2", api: { slug: "walrus" } } });
    expect(await find("readthing1")).toEqual([]);
    await deleteApi(ctx(owner), { slug: "walrus" });
    expect(await find("narwhal")).toEqual([]);
    expect(await db.apiSearch.count()).toBe(await db.api.count());
  });

  it("a change that is rolled back leaves nothing", async () => {
    const data = { name: "Unicorn Rolled Back" };
    const undone = db.$transaction(async (tx) => {
      await tx.api.update({ where: { slug: "shop" }, data, select: { id: true } });
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await slugs(admin, { q: "unicorn" })).toEqual([]);
  });

  it("of two changes at once neither is lost", async () => {
    await add("pair", { title: "Pair", paths: { "/one": "One" } });
    const rounds = Array.from({ length: 5 }, (_, i) => i);
    for (const round of rounds) {
      await Promise.all([
        updateApi(ctx(admin), { slug: "pair" }, UpdateApi.parse({ tags: [`tagged${round}`] })),
        db.team.update({ where: { id: team.id }, data: { name: `Crew${round}` } }),
      ]);
      expect(await slugs(admin, { q: `tagged${round} crew${round}` })).toEqual(["pair"]);
    }
  });
});

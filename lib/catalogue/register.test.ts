import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeVersion, testDatabase } from "#lib/testing";
import { addVersion } from "./add-version.ts";
import { getApi } from "./get-api.ts";
import { getDraft } from "./get-draft.ts";
import { updateEgressSettings } from "./egress-settings.ts";
import { inspectImport } from "./inspect-import.ts";
import { listOperations } from "./list-operations.ts";
import { registerApi } from "./register-api.ts";
import { AddVersion, OperationList, RegisterApi, VERSIONS_MAX, type DocumentSource } from "./schema.ts";
import { documentText, failureOf, makePeople } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { team, maintainer } = people;

const text = (value: string): DocumentSource => ({ kind: "text", text: value });
const input = (of: Partial<RegisterApi>) =>
  RegisterApi.parse({ source: text(documentText()), team: team.slug, tier: 1, ...of });

describe("registerApi", () => {
  it("makes API, version, operations, route, policy, bindings and an audit entry in one change", async () => {
    const made = await registerApi(ctx(maintainer), input({ source: text(documentText("Web Shop", 3)) }));
    expect(made).toEqual({ slug: "web-shop", version: "v1", operationCount: 3, problems: [] });
    const api = await getApi(ctx(maintainer), { slug: "web-shop" });
    expect(api).toMatchObject({
      name: "Web Shop",
      summary: "All about Web Shop.",
      tier: 1,
      team: { slug: team.slug },
      defaultVersion: { name: "v1", stage: "design", operationCount: 3 },
      liveIn: [],
    });
    const draft = await getDraft(ctx(maintainer), { slug: "web-shop", version: "v1" });
    const binding = { primary: { endpoints: [{ url: "https://orders.example.com/api" }] } };
    expect(draft).toMatchObject({
      etag: 1,
      routes: [{ hosts: [], pathPrefix: "/web-shop/v1", methods: [], stripPrefix: true }],
      policy: { apiVersion: "fallback/v1", id: "web-shop", chain: [{ kind: "http", id: "primary" }] },
      bindings: { sandbox: binding, production: binding },
      savedBy: null,
    });
    const entry = await db.auditEntry.findFirst({ where: { action: "api.create", actorId: maintainer.id } });
    expect(entry).toMatchObject({ objectKind: "api", after: { slug: "web-shop", operationCount: 3 } });
  });

  it("keeps a title and a summary that are cut in the middle of a character", async () => {
    const title = `Cut ${"a".repeat(115)}😀😀`;
    const description = `${"b".repeat(499)}😀 and more`;
    const document = JSON.stringify({
      openapi: "3.1.0",
      info: { title, version: "1", description },
      paths: {},
    });
    const made = await registerApi(ctx(maintainer), input({ source: text(document) }));
    const api = await getApi(ctx(maintainer), { slug: made.slug });
    expect(api).toMatchObject({ name: title.slice(0, 119), summary: description.slice(0, 499) });
  });

  it("lists an operation once whose path differs only in what is not kept", async () => {
    const get = { responses: {} };
    const paths = { "/a": { get }, "/a ": { get }, "/a\u0001": { get, put: get } };
    const document = JSON.stringify({ openapi: "3.1.0", info: { title: "Thrice", version: "1" }, paths });
    const made = await registerApi(ctx(maintainer), input({ source: text(document) }));
    expect(made.operationCount).toBe(2);
    expect(made.problems.filter(({ code }) => code === "repeated-operation")).toHaveLength(2);
  });

  it("leaves bindings empty when the document names no absolute server", async () => {
    await registerApi(
      ctx(maintainer),
      input({ slug: "no-server", source: text(documentText("x", 1, ["/relative"])) }),
    );
    const draft = await getDraft(ctx(maintainer), { slug: "no-server", version: "v1" });
    expect(draft.bindings).toEqual({});
  });

  it("registers thousands of operations", async () => {
    const made = await registerApi(
      ctx(maintainer),
      input({ slug: "huge", source: text(documentText("Huge", 2500)) }),
    );
    expect(made.operationCount).toBe(2500);
    const at = { slug: "huge", version: "v1" };
    const page = await listOperations(ctx(maintainer), at, OperationList.api.parse({ page: 50 }));
    expect(page).toMatchObject({
      total: 2500,
      items: expect.arrayContaining([expect.objectContaining({ path: "/things2499" })]),
    });
  });

  it.each(["viewer", "outsider", "governance"] as const)("refuses the %s", async (who) => {
    const error = await failureOf(registerApi(ctx(people[who]), input({ slug: "forbidden" })));
    expect(error).toMatchObject({ code: "forbidden" });
    expect(await db.api.count({ where: { slug: "forbidden" } })).toBe(0);
  });

  it.each([
    [
      "a document that is none",
      { source: text(`{"name":"x"}`) },
      { code: "unprocessable", path: ["source", "text"] },
    ],
    [
      "broken YAML",
      { source: text("openapi: 3.1.0\ninfo: {") },
      { code: "unprocessable", path: ["source", "text"] },
    ],
    ["a title without letters", { source: text(documentText("123")) }, { code: "invalid", path: ["slug"] }],
    ["no title", { slug: "untitled", source: text(documentText("")) }, { code: "invalid", path: ["name"] }],
    ["a team that is not there", { team: "nobody" }, { code: "invalid", path: ["team"] }],
  ])("says at which field: %s", async (_name, of, { code, path }) => {
    const error = await failureOf(registerApi(ctx(people.admin), input(of)));
    expect(error).toMatchObject({ code, issues: [{ path }] });
  });

  it("refuses a taken slug at its field", async () => {
    await registerApi(ctx(maintainer), input({ slug: "taken" }));
    const error = await failureOf(registerApi(ctx(maintainer), input({ slug: "taken" })));
    expect(error).toMatchObject({ code: "conflict", issues: [{ path: ["slug"] }] });
  });

  it("lets one of two registrations of a slug win, and leaves nothing of the other", async () => {
    const both = await Promise.allSettled(
      [1, 2].map(() => registerApi(ctx(maintainer), input({ slug: "raced" }))),
    );
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "conflict" });
    expect(await db.version.count({ where: { api: { slug: "raced" } } })).toBe(1);
  });

  it.each(["id", "teamId", "createdById", "kind", "stage"])("refuses an unknown field: %s", (field) => {
    const given = { source: text("x"), team: team.slug, tier: 1, [field]: "x" };
    expect(RegisterApi.safeParse(given).success).toBe(false);
  });
});

describe("addVersion", () => {
  it("adds one with a route of its own", async () => {
    await registerApi(ctx(maintainer), input({ slug: "versioned" }));
    const made = await addVersion(
      ctx(maintainer),
      { slug: "versioned" },
      AddVersion.parse({ source: text(documentText()), version: "v2" }),
    );
    expect(made).toMatchObject({ slug: "versioned", version: "v2" });
    const api = await getApi(ctx(maintainer), { slug: "versioned" });
    expect(api.versions.map((version) => version.name)).toEqual(["v2", "v1"]);
    expect(api.defaultVersion?.name).toBe("v2");
  });

  it("refuses a name the API has", async () => {
    await registerApi(ctx(maintainer), input({ slug: "twice" }));
    const error = await failureOf(
      addVersion(ctx(maintainer), { slug: "twice" }, AddVersion.parse({ source: text(documentText()) })),
    );
    expect(error).toMatchObject({ code: "conflict", message: expect.stringContaining("v1") });
  });

  it("refuses who may not, and hides what is private", async () => {
    await registerApi(ctx(maintainer), input({ slug: "public-one" }));
    await registerApi(ctx(maintainer), input({ slug: "private-one", visibility: "private" }));
    const add = (slug: string, who: "viewer" | "outsider") =>
      failureOf(
        addVersion(
          ctx(people[who]),
          { slug },
          AddVersion.parse({ source: text(documentText()), version: "v2" }),
        ),
      );
    expect(await add("public-one", "viewer")).toMatchObject({ code: "forbidden" });
    expect(await add("public-one", "outsider")).toMatchObject({ code: "forbidden" });
    expect(await add("private-one", "viewer")).toMatchObject({ code: "forbidden" });
    expect(await add("private-one", "outsider")).toMatchObject({ code: "not_found" });
  });
});

describe("the versions of an API", () => {
  it("are all told, and are as many as that, however many are added at once", async () => {
    await registerApi(ctx(maintainer), input({ slug: "many-lines" }));
    const { id: apiId } = await db.api.findUniqueOrThrow({
      where: { slug: "many-lines" },
      select: { id: true },
    });
    for (let i = 2; i < VERSIONS_MAX; i += 1) await makeVersion(db, { apiId, name: `v${i}` });
    const add = (version: string) =>
      addVersion(
        ctx(maintainer),
        { slug: "many-lines" },
        AddVersion.parse({
          source: text(documentText("Many", 1, [`https://${version}.example.com`])),
          version,
        }),
      );
    const both = await Promise.allSettled(["last", "too-many"].map(add));
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", message: expect.stringContaining(`${VERSIONS_MAX} versions`) },
    });
    const { versions } = await getApi(ctx(maintainer), { slug: "many-lines" });
    expect(versions).toHaveLength(VERSIONS_MAX);
    expect(versions.map(({ name }) => name)).toEqual(expect.arrayContaining(["v1", "v2", "v99"]));
  });
});

describe("inspectImport", () => {
  it("says what would become of a document and saves nothing", async () => {
    const before = await db.api.count();
    const preview = await inspectImport(ctx(maintainer), { source: text(documentText("Web Shop", 3)) });
    expect(preview).toMatchObject({
      acceptable: true,
      document: { format: "3.1", title: "Web Shop", operationCount: 3 },
      suggested: { slug: "web-shop", name: "Web Shop", version: "v1" },
    });
    expect(await db.api.count()).toBe(before);
  });

  it("answers a faulty document with its problems", async () => {
    const preview = await inspectImport(ctx(maintainer), { source: text("openapi: [") });
    expect(preview).toMatchObject({ acceptable: false, problems: [{ code: "syntax", line: 1 }] });
  });

  it.each(["viewer", "governance"] as const)("refuses the %s", async (who) => {
    expect(await failureOf(inspectImport(ctx(people[who]), { source: text("x") }))).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("import by address", () => {
  let url = "";
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (request.url === "/redirect") response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    else response.end(documentText("Fetched"));
  });
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const importFrom = (path: string) =>
    inspectImport(ctx(maintainer), { source: { kind: "url", url: `${url}${path}` } });

  it("refuses loopback at the field, until an administrator allows it; never a metadata service behind a redirect", async () => {
    expect(await failureOf(importFrom("/doc"))).toMatchObject({
      code: "unprocessable",
      issues: [{ path: ["source", "url"] }],
    });
    expect(asked).toBe(0);
    const setting = {
      allow: [],
      deny: [],
      privateTargets: false,
      privateImports: true,
      privateWebhooks: false,
    };
    await updateEgressSettings(ctx(people.admin), { ...setting, etag: 1 });
    expect(await importFrom("/doc")).toMatchObject({ acceptable: true, document: { title: "Fetched" } });
    expect(await failureOf(importFrom("/redirect"))).toMatchObject({
      issues: [{ message: expect.stringContaining("metadata") }],
    });
  });
});

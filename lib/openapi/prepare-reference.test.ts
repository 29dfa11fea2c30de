import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openapiDocumentFiles } from "#lib/config";
import { sha256Hex } from "#lib/ids";
import type { ReaderLimits } from "./reader.ts";
import { prepareDocument, PREPARED_EDITION } from "./prepare-document.ts";
import { prepareReference } from "./prepare-reference.ts";
import { readReference } from "./read-reference.ts";
import type { PreparedReference, SchemaNode } from "./schema.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

function prepared(text: string): PreparedReference {
  const preparation = prepareReference(text);
  if (!preparation.ok) throw new Error(preparation.message);
  return preparation.reference;
}

const document = (members: object) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "x", version: "1" }, paths: {}, ...members });

describe("a 3.1 document", () => {
  const { about, groups, operations, schemas } = prepared(fixture("shop-3.1.yaml"));

  it("groups operations by tag in the document's order, without empty tags, webhooks apart", () => {
    expect(groups.map(({ tag, operations: own }) => [tag, own.map(({ key }) => key)])).toEqual([
      ["Orders", ["get-orders-orderId", "put-orders-orderId"]],
      ["", ["get-orders-orderId-2"]],
      ["Webhooks", ["webhook-orderShipped"]],
    ]);
    expect(operations["webhook-orderShipped"]?.isWebhook).toBe(true);
  });

  it("merges the parameters of the path item, the operation's own first in right", () => {
    const parameters = operations["get-orders-orderId"]?.parameters ?? [];
    expect(parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ["orderId", "path", true],
      ["expand", "query", false],
    ]);
    expect(parameters[0]?.description).toEqual([{ kind: "paragraph", content: ["The order's id."] }]);
    expect(parameters[1]?.schema.items?.enum).toEqual(['"lines"', '"customer"']);
  });

  it("keeps references between schemas, so that cycles end", () => {
    const order = schemas["#/components/schemas/Order"];
    const property = (name: string) => order?.properties?.find((one) => one.name === name)?.schema;
    expect(property("parent")).toEqual({ ref: "#/components/schemas/Order" });
    expect(property("lost")?.unresolved).toEqual({
      target: "#/components/schemas/Nowhere",
      reason: "broken",
    });
    expect(property("total")?.constraints).toEqual(["at least 0", "below 1000000"]);
    expect(property("note")).toMatchObject({ types: ["string"], nullable: true, default: '""' });
    expect(property("labels")?.additional?.constraints).toEqual(["1 to 20 characters"]);
    expect(order?.closed).toBe(true);
    expect(schemas["#/components/schemas/Payment"]?.discriminator).toEqual({
      property: "kind",
      mapping: [
        ["card", "#/components/schemas/Card"],
        ["transfer", "#/components/schemas/Transfer"],
      ],
    });
  });

  it("says that a reference leads out of the document", () => {
    const gone = operations["get-orders-orderId"]?.responses[1];
    expect(gone?.content[0]?.schema).toEqual({
      unresolved: { target: "./problem.yaml", reason: "external" },
    });
  });

  it("tells who is asked for, who wrote it and how to authenticate", () => {
    expect(about.contact).toEqual({
      name: "Shop team",
      email: "shop@example.com",
      href: "https://shop.example/",
    });
    expect(about.security).toMatchObject([{ name: "key", kind: "apiKey", where: "header X-Shop-Key" }]);
    expect(operations["get-orders-orderId"]?.security).toEqual([[{ scheme: "key", scopes: [] }]]);
    expect(operations["put-orders-orderId"]?.security).toEqual([]);
    expect(about.servers).toEqual([{ url: "https://shop.example/v1", description: "Live" }]);
  });

  it("reads Markdown, and of raw HTML the text alone", () => {
    const text = JSON.stringify(about.description);
    expect(text).toContain('{"kind":"strong","content":["things"]}');
    expect(text).toContain('"href":"https://docs.example/guide"');
    expect(text).toContain("not this");
    expect(text).not.toMatch(/script|javascript|alert|<b>/);
    expect(about.description.at(-1)).toMatchObject({
      kind: "table",
      rows: [[[{ kind: "code", text: "EUR" }], ["euro"]]],
    });
  });
});

describe("a 2.0 document", () => {
  const { operations } = prepared(
    JSON.stringify({
      swagger: "2.0",
      info: { title: "Old", version: "1" },
      consumes: ["application/json"],
      paths: {
        "/a": {
          post: {
            parameters: [
              {
                name: "ids",
                in: "query",
                type: "array",
                items: { type: "integer" },
                collectionFormat: "pipes",
              },
              { name: "body", in: "body", required: true, schema: { $ref: "#/definitions/A" } },
            ],
            produces: ["application/xml"],
            responses: {
              200: {
                description: "ok",
                schema: { $ref: "#/definitions/A" },
                examples: { "text/csv": "a;b" },
              },
            },
          },
        },
        "/upload": {
          post: {
            parameters: [
              { name: "file", in: "formData", type: "file", required: true },
              { name: "note", in: "formData", type: "string" },
            ],
            responses: {},
          },
        },
      },
      definitions: { A: { type: "object", properties: { a: { type: "string", "x-nullable": true } } } },
    }),
  );

  it("has its body, its form and its examples where later versions have them", () => {
    const { body, parameters, responses } = operations["post-a"] ?? {};
    expect(parameters).toMatchObject([{ name: "ids", listStyle: "pipe", schema: { types: ["array"] } }]);
    expect(body).toMatchObject({
      required: true,
      content: [{ type: "application/json", schema: { ref: "#/definitions/A" } }],
    });
    expect(responses?.[0]?.content.map(({ type, examples }) => [type, examples[0]?.text])).toEqual([
      ["application/xml", undefined],
      ["text/csv", "a;b"],
    ]);
    expect(operations["post-upload"]?.body?.content[0]).toMatchObject({
      type: "multipart/form-data",
      schema: {
        properties: [{ name: "file", required: true, schema: { format: "binary" } }, { name: "note" }],
      },
    });
  });
});

describe("hostile documents", () => {
  it("with text made to run give text alone, wherever it stands", () => {
    const evil =
      '<img src=x onerror="alert(1)"> <a href="javascript:alert(1)">x</a> [y](javascript:alert(1)) ![z](data:text/html,x)';
    const get = { summary: evil, description: evil, responses: { 200: { description: evil } } };
    const text = JSON.stringify(
      prepared(
        document({
          paths: { "/x": { get } },
          info: { title: evil, description: evil, contact: { url: "javascript:alert(1)" } },
        }),
      ),
    );
    const links = [...text.matchAll(/"href":"([^"]*)"/g)].map(([, href]) => href);
    expect(links.filter((href) => href !== "" && !/^(https?|mailto):/.test(href ?? ""))).toEqual([]);
    const prose = prepared(document({ info: { title: "x", description: evil } })).about.description;
    expect(JSON.stringify(prose)).not.toMatch(/onerror|<a|<img|javascript/);
  });

  it("nested deeply are cut, and say so", () => {
    let schema: object = { type: "string" };
    for (let i = 0; i < 100; i++) schema = { type: "array", items: schema };
    const { schemas } = prepared(
      document({
        components: { schemas: { Deep: schema } },
        paths: {
          "/x": {
            get: {
              responses: {
                200: {
                  description: "",
                  content: { "application/json": { schema: { $ref: "#/components/schemas/Deep" } } },
                },
              },
            },
          },
        },
      }),
    );
    let node: SchemaNode | undefined = schemas["#/components/schemas/Deep"];
    let depth = 0;
    for (; node?.items; node = node.items) depth++;
    expect(node).toEqual({ isCut: true });
    expect(depth).toBeLessThan(30);
  });

  it("with huge examples and lists are cut", () => {
    const example = "x".repeat(500_000);
    const schema = { type: "string", enum: Array.from({ length: 5000 }, (_, i) => `v${i}`), example };
    const content = { "text/plain": { schema, example } };
    const { operations } = prepared(
      document({ paths: { "/x": { get: { responses: { 200: { description: "", content } } } } } }),
    );
    const media = operations["get-x"]?.responses[0]?.content[0];
    expect(media?.examples[0]).toMatchObject({ isCut: true });
    expect(media?.schema?.isCut).toBe(true);
    expect(JSON.stringify(media).length).toBeLessThan(100_000);
  });

  it("that refer round in circles outside schemas end", () => {
    const text = document({
      paths: {
        "/x": {
          get: {
            requestBody: { $ref: "#/components/requestBodies/A" },
            responses: { 200: { $ref: "#/components/responses/A" } },
          },
        },
      },
      components: {
        requestBodies: {
          A: { $ref: "#/components/requestBodies/B" },
          B: { $ref: "#/components/requestBodies/A" },
        },
        responses: { A: { $ref: "#/components/responses/A" } },
      },
    });
    expect(prepared(text).operations["get-x"]).toMatchObject({ body: null, responses: [] });
  });

  const find = async (limits?: ReaderLimits) => ({
    preparation: await prepareDocument(fixture("shop-3.1.yaml"), limits),
    characters: 1,
  });

  it("that take too long are not read again at once", async () => {
    let finds = 0;
    const slow = () => {
      finds += 1;
      return find({ timeoutMs: 1, memoryMb: 128 });
    };
    const first = await readReference("too-slow", slow);
    expect(first).toMatchObject({ ok: false });
    expect(await readReference("too-slow", slow)).toBe(first);
    expect(finds).toBe(1);
  });

  it("that cannot be found are asked for again", async () => {
    await expect(readReference("gone", () => Promise.reject(new Error("no database")))).rejects.toThrow(
      "no database",
    );
    expect(await readReference("gone", () => find())).toMatchObject({ ok: true });
  });
});

describe("what is kept of prepared documents", () => {
  it("is of another edition whenever a document is prepared otherwise", () => {
    const names = [
      "shop-3.1.yaml",
      "cyclic-3.1.yaml",
      "catalog-3.0.yaml",
      "orders-2.0.json",
      "payments-3.1.json",
    ];
    const digest = sha256Hex(JSON.stringify(names.map((name) => prepareReference(fixture(name)))));
    // Another digest? Raise the edition and put both here: documents that were prepared before are prepared anew.
    expect([PREPARED_EDITION, digest]).toEqual([
      1,
      "6df7ad7a220012e93b39bb6944e6749dd80124a7250027b0ab9b87a248464389",
    ]);
  });
});

describe("whole documents", () => {
  it.each(openapiDocumentFiles())("%s has a reference no larger than itself allows", (path) => {
    const text = readFileSync(path, "utf8");
    const { operations, schemas, about } = prepared(text);
    expect(about.title).not.toBe("");
    expect(Object.keys(operations).length).toBeGreaterThan(0);
    expect(JSON.stringify([operations, schemas]).length).toBeLessThan(2 * text.length + 2000);
  });
});

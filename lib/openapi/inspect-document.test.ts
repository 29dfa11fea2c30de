import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openapiDocumentFiles } from "#lib/config";
import { inspectDocument } from "./inspect-document.ts";
import { inspectText } from "./inspect-text.ts";
import { PROBLEMS_SHOWN, type DocumentProblem, type InspectedDocument, type Inspection } from "./schema.ts";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

function accepted(inspection: Inspection): InspectedDocument {
  if (!inspection.ok) throw new Error(JSON.stringify(inspection.problems));
  return inspection.document;
}

async function refusal(text: string): Promise<DocumentProblem> {
  const inspection = await inspectDocument(text);
  expect(inspection.ok).toBe(false);
  const [problem] = inspection.problems;
  if (!problem) throw new Error("refused without a reason");
  expect(problem.severity).toBe("error");
  return problem;
}

describe("what a document holds", () => {
  it("reads 2.0 in JSON", async () => {
    const inspection = await inspectDocument(fixture("orders-2.0.json"));
    expect(inspection.problems).toEqual([]);
    expect(accepted(inspection)).toEqual({
      format: "2.0",
      title: "Orders",
      version: "1.4.0",
      description: "Places and follows orders. For shops.",
      servers: ["https://orders.example.com/api", "http://orders.example.com/api"],
      operations: [
        {
          method: "GET",
          path: "/orders",
          operationId: "listOrders",
          summary: "List orders",
          tags: ["orders"],
          deprecated: false,
        },
        {
          method: "POST",
          path: "/orders",
          operationId: "placeOrder",
          summary: "",
          tags: [],
          deprecated: true,
        },
      ],
    });
  });

  it("reads 3.0 in YAML, with anchors, shared parameters and server variables", async () => {
    const inspection = await inspectDocument(fixture("catalog-3.0.yaml"));
    expect(inspection.problems).toEqual([]);
    const document = accepted(inspection);
    expect(document.format).toBe("3.0");
    expect(document.servers).toEqual(["https://eu.example.com/catalog", "/relative"]);
    expect(document.operations.map((one) => `${one.method} ${one.path}`)).toEqual([
      "GET /products",
      "GET /products/{id}",
      "DELETE /products/{id}",
    ]);
  });

  it("reads 3.1 in JSON, path items by reference, webhooks aside", async () => {
    const document = accepted(await inspectDocument(fixture("payments-3.1.json")));
    expect(document).toMatchObject({ format: "3.1", title: "Payments", description: "Takes money." });
    expect(document.operations).toEqual([
      { method: "POST", path: "/payments", operationId: "pay", summary: "Pay", tags: [], deprecated: false },
    ]);
  });

  it("takes a byte order mark and an unquoted version", async () => {
    const inspection = await inspectDocument(
      `\uFEFFswagger: 2.0\ninfo: {title: x, version: "1"}\npaths: {}\n`,
    );
    expect(accepted(inspection).format).toBe("2.0");
    expect(inspection.problems.map((problem) => problem.code)).toContain("version-number");
  });

  it("keeps control characters and lone surrogates out of what it hands on", async () => {
    const text = String.raw`{"openapi":"3.1.0","info":{"title":"a\u0000b\ud800c","version":"1"},"paths":{}}`;
    const { title } = accepted(await inspectDocument(text));
    expect(title).toBe("ab\uFFFDc");
  });
});

describe("small faults are warnings with a place", () => {
  it("names each", async () => {
    const inspection = await inspectDocument(fixture("small-faults-3.0.yaml"));
    expect(accepted(inspection).operations.map((one) => one.method)).toEqual(["GET", "POST"]);
    const places = inspection.problems.map(({ code, pointer }) => `${code} ${pointer}`);
    expect(places).toContain(
      "broken-reference /paths/~1a/get/responses/200/content/application~1json/schema/$ref",
    );
    expect(places).toContain("external-reference /paths/~1a/post/requestBody/$ref");
    expect(places).toContain("path /paths/no-slash");
    expect(places).toContain("path-item /paths/~1b");
    expect(places).toContain("repeated-operation-id /paths/~1a/post/operationId");
    expect(inspection.problems.some((problem) => problem.code === "schema")).toBe(true);
    expect(inspection.problems.every((problem) => problem.severity === "warning")).toBe(true);
  });

  it("lists a bounded number", async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`S${i}`, { $ref: `#/nowhere/${i}` }]),
    );
    const text = JSON.stringify({
      openapi: "3.1.0",
      info: { title: "x", version: "1" },
      paths: {},
      components: { schemas },
    });
    const { problems } = await inspectDocument(text);
    expect(problems).toHaveLength(PROBLEMS_SHOWN + 1);
    expect(problems.at(-1)?.code).toBe("more");
  });
});

describe("what is refused", () => {
  it.each([
    ["broken.json", 4, "Expected"],
    ["broken.yaml", 8, ""],
  ])("%s says line %i", async (name, line, message) => {
    const problem = await refusal(fixture(name));
    expect(problem.code).toBe("syntax");
    expect(problem.line).toBe(line);
    expect(problem.column).toBeGreaterThan(0);
    expect(problem.message).toContain(message);
  });

  it("JSON that ends too early says where", async () => {
    expect(await refusal(`{"openapi": "3.1.0",\n "info": {`)).toMatchObject({ code: "syntax", line: 2 });
  });

  it.each([
    ["nothing", "  \n ", "empty"],
    ["a binary", "openapi: \0", "binary"],
    ["a word", "hello", "not-openapi"],
    ["an array", "[]", "not-openapi"],
    ["another document", `{"name":"left-pad","version":"1.0.0"}`, "not-openapi"],
    ["AsyncAPI", `{"asyncapi":"3.0.0","info":{"title":"x","version":"1"}}`, "not-openapi"],
    ["an old version", `{"swagger":"1.2"}`, "unsupported-version"],
    ["a coming version", `{"openapi":"4.0.0"}`, "unsupported-version"],
    ["a version in the wrong member", `{"openapi":"2.0"}`, "unsupported-version"],
    ["paths that are none", `{"openapi":"3.1.0","info":{},"paths":[]}`, "paths"],
  ])("%s", async (_name, text, code) => {
    expect((await refusal(text)).code).toBe(code);
  });

  it("too many bytes", async () => {
    expect((await refusal(`{"openapi":"3.1.0","x":"${"a".repeat(10 * 1024 * 1024)}"}`)).code).toBe(
      "too-large",
    );
  });

  it.each([
    ["JSON", (n: number) => `{"openapi":"3.1.0","x":${"[".repeat(n)}${"]".repeat(n)}}`],
    ["YAML", (n: number) => `openapi: 3.1.0\nx: ${"[".repeat(n)}${"]".repeat(n)}`],
  ])("deep nesting in %s, at any depth", async (_name, build) => {
    expect((await refusal(build(250))).code).toBe("too-deep");
    expect((await refusal(build(200_000))).code).toBe("too-deep");
  });

  it("a YAML alias bomb", async () => {
    const lines = ["openapi: 3.1.0", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 12; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`);
    expect((await refusal(lines.join("\n"))).code).toBe("alias-bomb");
  });

  it("YAML that contains itself", async () => {
    expect((await refusal("openapi: 3.1.0\nx: &x\n  y: *x\n")).code).toBe("too-deep");
  });

  it("what takes too long, without holding up this process", async () => {
    const inspection = await inspectDocument(fixture("orders-2.0.json"), { timeoutMs: 1, memoryMb: 128 });
    expect(inspection.problems[0]?.code).toBe("too-slow");
  });

  it("more operations than a version holds, before the slow check of the schema", async () => {
    const get = { responses: {} };
    const paths = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`/p${i}`, { get }]));
    const text = JSON.stringify({ openapi: "3.1.0", info: { title: "x", version: "1" }, paths });
    const inspection = await inspectText(text);
    expect(inspection.problems.map(({ code }) => code)).toEqual(["too-many-operations"]);
  });

  it("what takes too much memory", async () => {
    const text = `openapi: 3.1.0\nx:\n${"  - {a: [1, 2, 3, 4], b: {c: d}}\n".repeat(60_000)}`;
    const inspection = await inspectDocument(text, { timeoutMs: 30_000, memoryMb: 32 });
    expect(inspection).toMatchObject({ ok: false, problems: [{ code: "too-large" }] });
  });
});

describe("references", () => {
  it("may be cyclic; path items that refer to each other hold nothing", async () => {
    const inspection = await inspectDocument(fixture("cyclic-3.1.yaml"));
    expect(accepted(inspection).operations).toHaveLength(1);
    expect(inspection.problems.filter((one) => one.code === "path-item").map((one) => one.pointer)).toEqual([
      "/paths/~1round",
      "/paths/~1about",
    ]);
  });

  it("may form a chain of 300", async () => {
    const schemas: Record<string, object> = { S300: { type: "string" } };
    for (let i = 0; i < 300; i++) {
      schemas[`S${i}`] = { type: "object", properties: { next: { $ref: `#/components/schemas/S${i + 1}` } } };
    }
    const schema = { $ref: "#/components/schemas/S0" };
    const get = { responses: { 200: { description: "x", content: { "application/json": { schema } } } } };
    const text = JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Chain", version: "1" },
      paths: { "/chain": { get } },
      components: { schemas },
    });
    const inspection = await inspectDocument(text);
    expect(accepted(inspection).operations).toHaveLength(1);
    expect(inspection.problems).toEqual([]);
  });

  it("in examples are data", async () => {
    const example = { $ref: "#/not/there" };
    const text = JSON.stringify({
      openapi: "3.0.3",
      info: { title: "x", version: "1" },
      paths: {},
      components: { schemas: { A: { type: "object", example } } },
    });
    expect((await inspectDocument(text)).problems.map((one) => one.code)).toEqual(["no-operations"]);
  });
});

describe("whole documents", () => {
  it.each(openapiDocumentFiles())("%s is read without a fault of its schema", async (path) => {
    const inspection = await inspectText(readFileSync(path, "utf8"));
    expect(accepted(inspection).title).not.toBe("");
    expect(inspection.problems.filter((problem) => problem.code !== "no-operations")).toEqual([]);
  });
});

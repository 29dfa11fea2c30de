import { createConfig, lintFromString } from "@redocly/openapi-core";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { apiDocument, apiRoutes } from "./api-document.ts";
import type { DescribedRoute } from "./describe-api.ts";

vi.mock("server-only", () => ({}));

interface Document {
  paths: Record<string, Record<string, { operationId: string; summary: string; responses: object }>>;
  components: { schemas: Record<string, unknown> };
}

let routes: DescribedRoute[] = [];
let document: Document;

beforeAll(async () => {
  routes = await apiRoutes();
  document = (await apiDocument("https://portal.understudy.test")) as unknown as Document;
});

test("every file of a route is in the document, and each of its methods", () => {
  const files = readdirSync("app/api/v1", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .map((file) => `/${file.replace(/\/route\.ts$/, "").replaceAll(/\[(\w+)\]/g, "{$1}")}`);
  expect(files.length).toBeGreaterThan(40);
  expect(Object.keys(document.paths).toSorted()).toEqual(files.toSorted());
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
  expect(operations).toHaveLength(routes.length);
});

test("summaries and the names made of them are unique", () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  for (const key of ["summary", "operationId"] as const) {
    const all = operations.map((operation) => operation[key]);
    expect(all.filter((one, i) => all.indexOf(one) !== i)).toEqual([]);
  }
});

test("it is valid under a linter", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
  ).toEqual([]);
});

test("a route that answers with a file names its media type, and no other does", () => {
  const makers = { csvResponse: "text/csv", jsonLinesResponse: "application/x-ndjson" };
  const text = ({ path }: DescribedRoute) =>
    readFileSync(`app/api/v1${path.replaceAll(/\{(\w+)\}/g, "[$1]")}/route.ts`, "utf8");
  const files = routes.map((route) => {
    const made = Object.entries(makers).find(([name]) => text(route).includes(name));
    return { path: route.path, method: route.method, made: made?.[1] };
  });
  expect(files.filter(({ made }) => made).length).toBeGreaterThan(2);
  for (const { path, method, made } of files) {
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses as Record<
      string,
      { content?: object } | undefined
    >;
    const types = Object.keys(responses["200"]?.content ?? {});
    expect([path, types.filter((type) => type !== "application/json")]).toEqual([path, made ? [made] : []]);
  }
});

test("every answer is described, not named alone", () => {
  const empty = Object.entries(document.components.schemas).filter(
    ([, schema]) =>
      !["type", "anyOf", "oneOf", "allOf", "$ref", "enum"].some((key) => key in (schema as object)),
  );
  expect(empty.map(([name]) => name)).toEqual([]);
});

test("references lead to named schemas, and names carry no trace of how they came", () => {
  const text = JSON.stringify(document);
  for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document.components.schemas).toHaveProperty([name]);
  }
  expect(text).not.toMatch(/__schema|\$defs/);
});

/** Every schema in a schema, itself first. */
function* schemasIn(schema: z.core.$ZodType, seen = new Set<unknown>()): Generator<z.core.$ZodType> {
  if (seen.has(schema)) return;
  seen.add(schema);
  yield schema;
  const { def } = schema._zod;
  for (const value of Object.values({ ...def, ...("shape" in def ? (def.shape as object) : {}) })) {
    for (const one of [value].flat()) {
      if (typeof one === "object" && one !== null && "_zod" in one)
        yield* schemasIn(one as unknown as z.core.$ZodType, seen);
    }
  }
}

/** Whether some object in the schema takes members that it does not name. */
function isOpen(schema: z.ZodType | undefined): boolean {
  return [...(schema ? schemasIn(schema) : [])]
    .map((one) => one._zod.def as { type: string; catchall?: z.core.$ZodType })
    .some((def) => def.type === "object" && def.catchall?._zod.def.type !== "never");
}

describe("what is sent is closed to members that no schema names", () => {
  test("in every body, query and path", () => {
    const open = routes
      .filter(({ contract }) => [contract.params, contract.query, contract.body].some(isOpen))
      .map(({ path, method }) => `${method} ${path}`);
    expect(open).toEqual([]);
  });

  test("an open object is seen wherever it stands", () => {
    const open = z.object({ a: z.string() });
    const around = [
      open,
      z.strictObject({ a: z.array(open).optional() }),
      z.union([z.string(), z.strictObject({ a: z.record(z.string(), open) })]),
      z.strictObject({ a: open.nullable().default(null) }).refine(() => true),
      z
        .string()
        .pipe(z.transform((a) => ({ a })))
        .pipe(open),
      z.looseObject({}),
    ];
    expect(around.map(isOpen)).toEqual(around.map(() => true));
    expect(isOpen(z.strictObject({ a: z.array(z.strictObject({})) }))).toBe(false);
  });

  test("a path's parameters are declared where the path has some", () => {
    const undeclared = routes.filter(({ path, contract }) => path.includes("{") && !contract.params);
    expect(undeclared.map(({ path }) => path)).toEqual([]);
  });

  test("a route that changes something by GET is none", () => {
    expect(routes.filter(({ method, contract }) => method === "GET" && contract.access === "write")).toEqual(
      [],
    );
  });
});

import { beforeAll, describe, expect, test, vi } from "vitest";
import { apiDocument } from "./api-document.ts";
import type { Json } from "./json-schemas.ts";
import { everyRoute, type EveryRoute } from "./test-requests.ts";

vi.mock("server-only", () => ({}));

interface Operation {
  parameters?: { name: string; in: string }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Json }>; headers?: Json }>;
}

let routes: EveryRoute[] = [];
let document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, { content: Json }> };
};

beforeAll(async () => {
  routes = await everyRoute();
  document = (await apiDocument("https://portal.understudy.test")) as never;
});

function operationOf({ path, method }: EveryRoute): Operation {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document.`);
  return operation;
}

/** The schema of a success, without the reference to it. */
function answerOf(route: EveryRoute): Json {
  const { responses } = operationOf(route);
  const success = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  const schema = success?.content?.["application/json"]?.schema ?? {};
  const name = /^#\/components\/schemas\/(.+)$/.exec(
    typeof schema["$ref"] === "string" ? schema["$ref"] : "",
  )?.[1];
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

const parametersOf = (route: EveryRoute) => (operationOf(route).parameters ?? []).map(({ name }) => name);
const propertiesOf = (schema: Json) => Object.keys((schema["properties"] as Json | undefined) ?? {});

/** Lists that are whole, and what keeps them short. */
const WHOLE: Record<string, string> = {
  "GET /environments": "an installation has few: they are configured with it",
  "GET /people": "the ten whose names fit best; one types on to find others",
  "GET /apis/{slug}/versions/{version}/chains": "one per environment",
  "GET /apis/{slug}/versions/{version}/parts": "chains have eight targets, and APIs in them three levels",
  "GET /apis/{slug}/versions/{version}/plans": "createPlan takes 50",
};
/** Streams, continued by a cursor. */
const STREAMS = ["GET /audit"];

describe("every list", () => {
  const isList = (route: EveryRoute) => {
    const answer = answerOf(route);
    return route.method === "GET" && (answer["type"] === "array" || propertiesOf(answer).includes("items"));
  };
  const unpaged = () => [...Object.keys(WHOLE), ...STREAMS];

  test("is found, and what is said of whole ones is said of lists", () => {
    const names = routes.filter(isList).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names).toEqual(expect.arrayContaining(unpaged()));
  });

  test("is paged: asked for by page and size, answered with both and the total", () => {
    const lists = routes.filter(isList).filter(({ name }) => !unpaged().includes(name));
    const faults = lists.filter((route) => {
      const asked = parametersOf(route);
      const told = propertiesOf(answerOf(route));
      return (
        !["page", "size"].every((name) => asked.includes(name) && told.includes(name)) ||
        !told.includes("total")
      );
    });
    expect(faults.map(({ name }) => name)).toEqual([]);
  });

  test("that is a stream is continued by a cursor", () => {
    for (const name of STREAMS) {
      const route = routes.find((one) => one.name === name);
      expect(route && parametersOf(route)).toEqual(expect.arrayContaining(["cursor", "size"]));
    }
  });

  test("that can be sorted can be sorted both ways, and refuses an order it does not know", () => {
    const sorted = routes.filter(
      (route) => parametersOf(route).includes("sort") && route.handler.contract.file === undefined,
    );
    expect(sorted.length).toBeGreaterThan(20);
    for (const route of sorted) {
      expect([route.name, parametersOf(route)]).toEqual([
        route.name,
        expect.arrayContaining(["dir", "page"]),
      ]);
      expect(route.handler.contract.query?.safeParse({ sort: "no-such-order" }).success).toBe(false);
    }
  });

  test("has pages of a bounded size", () => {
    const paged = routes.filter((route) => parametersOf(route).includes("size"));
    for (const { name, handler } of paged) {
      const issues = handler.contract.query?.safeParse({ size: "101" }).error?.issues ?? [];
      expect([name, issues.some(({ path }) => path[0] === "size")]).toEqual([name, true]);
    }
  });
});

describe("every change", () => {
  const changes = () =>
    routes.filter(({ method, handler }) => method !== "GET" && handler.contract.access !== "read");
  const hasCaller = ({ handler }: EveryRoute) =>
    !["none", "gateway"].includes(handler.contract.actor ?? "user");

  test("by POST may carry an Idempotency-Key, and by no other method", () => {
    for (const route of changes().filter(hasCaller))
      expect([route.name, parametersOf(route).includes("Idempotency-Key")]).toEqual([
        route.name,
        route.method === "POST",
      ]);
  });

  test("of something that can be read alone honours If-Match with what was read", () => {
    const readable = new Map(
      routes.filter(({ method }) => method === "GET").map((route) => [route.path, route]),
    );
    const faults = changes()
      .filter(({ method }) => method !== "POST")
      .filter((route) => {
        const read = readable.get(route.path);
        if (!read || propertiesOf(answerOf(read)).includes("items")) return false;
        return route.handler.contract.resource !== read.handler || !parametersOf(route).includes("If-Match");
      });
    expect(faults.map(({ name }) => name)).toEqual([]);
  });

  test("that makes something new says so with 201", () => {
    const MAKES = /^(Create|Register|Open|Add|Invite|Make|Offer|Subscribe)\b/;
    const faults = changes().filter(
      ({ method, handler: { contract } }) =>
        method === "POST" && MAKES.test(contract.summary) && contract.status !== 201,
    );
    expect(faults.map(({ name, handler }) => `${name}: ${handler.contract.summary}`)).toEqual([]);
  });
});

describe("every answer", () => {
  test("to a GET of JSON has an ETag, and 304 for who has it", () => {
    const read = routes.filter(({ method, handler }) => method === "GET" && handler.contract.answer);
    for (const route of read) {
      const { responses } = operationOf(route);
      expect([route.name, responses["200"]?.headers]).toEqual([
        route.name,
        expect.objectContaining({ ETag: expect.anything() }),
      ]);
      expect(parametersOf(route)).toContain("If-None-Match");
      expect(responses).toHaveProperty("304");
    }
  });

  test("that is no success is a problem document", () => {
    for (const [name, response] of Object.entries(document.components.responses))
      expect([name, Object.keys(response.content)]).toEqual([name, ["application/problem+json"]]);
    for (const route of routes) {
      const others = Object.entries(operationOf(route).responses).filter(([status]) => !/^[23]/.test(status));
      expect(others.map(([status]) => status)).toContain("default");
      for (const [, { $ref }] of others) expect($ref).toMatch(/^#\/components\/responses\//);
    }
  });

  test("that is a file names it", () => {
    const files = routes.filter(({ handler }) => handler.contract.file !== undefined);
    expect(files.length).toBeGreaterThan(3);
    for (const route of files)
      expect(operationOf(route).responses["200"]?.headers).toHaveProperty("Content-Disposition");
  });
});

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { ReferenceOperation } from "#lib/openapi/schema";
import { compose, exampleFilled, snippetRequest } from "./request-of.ts";
import { LANGUAGES, snippetOf, type SnippetRequest } from "./snippets.ts";

const NASTY = `it's "quoted" \\ $HOME \`id\` $(id) \n ü </script>`;
const request: SnippetRequest = {
  method: "POST",
  url: "$GATEWAY_URL/orders?q=a%20b",
  headers: [
    ["Authorization", "Bearer $API_KEY"],
    ["X-Note", 'it\'s "odd" $HOME'],
  ],
  body: JSON.stringify({ note: NASTY }),
};

describe("a snippet", () => {
  it("of curl is words to a shell, whatever is in them", () => {
    const script = snippetOf(request, "curl").replace(/^curl/, "printf '%s\\0'");
    const env = { ...process.env, API_KEY: "key", GATEWAY_URL: "http://gateway", HOME: "/wrong" };
    const words = execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).split("\0");
    expect(words.slice(0, -1)).toEqual([
      "-i",
      "-X",
      "POST",
      "http://gateway/orders?q=a%20b",
      "-H",
      "Authorization: Bearer key",
      "-H",
      'X-Note: it\'s "odd" $HOME',
      "--data-raw",
      JSON.stringify({ note: NASTY }),
    ]);
  });

  it("of JavaScript is a program that sends the same", async () => {
    const source = snippetOf(request, "javascript");
    const sent: unknown[] = [];
    const fetch = async (...call: unknown[]) => {
      sent.push(...call);
      return new Response("ok");
    };
    const process = { env: { API_KEY: "key", GATEWAY_URL: "http://gateway" } };
    // oxlint-disable-next-line typescript/no-implied-eval -- a snippet is text: that it runs is what is tested
    const run = new Function("fetch", "process", "console", `return (async () => {${source}})()`) as (
      ...given: unknown[]
    ) => Promise<void>;
    await run(fetch, process, { log: () => undefined });
    expect(sent[0]).toBe("http://gateway/orders?q=a%20b");
    expect(sent[1]).toMatchObject({
      method: "POST",
      headers: { Authorization: "Bearer key", "X-Note": 'it\'s "odd" $HOME' },
    });
    expect(JSON.parse((sent[1] as { body: string }).body)).toEqual({ note: NASTY });
  });

  it("of Python reads the key from the environment", () => {
    const text = snippetOf(request, "python");
    expect(text).toContain('os.environ["GATEWAY_URL"] + "/orders?q=a%20b"');
    expect(text).toContain('"Authorization": "Bearer " + os.environ["API_KEY"]');
    expect(snippetOf({ ...request, url: "http://x", headers: [] }, "python")).not.toContain("import os");
  });

  it("never holds a key", () => {
    for (const { value } of LANGUAGES) expect(snippetOf(request, value)).toMatch(/API_KEY/);
  });
});

const operation: ReferenceOperation = {
  key: "get-orders-id",
  method: "GET",
  path: "/orders/{id}",
  summary: "",
  operationId: "",
  deprecated: false,
  isWebhook: false,
  tags: [],
  description: [],
  moreAt: null,
  parameters: [
    { name: "id", in: "path", required: true, schema: { types: ["string"] }, example: "a/b ?#" },
    { name: "tag", in: "query", required: true, schema: { types: ["array"] }, example: ["x", "y z"] },
    { name: "odd", in: "query", required: false, schema: { types: ["string"] }, example: "not sent" },
    { name: "X-Trace", in: "header", required: true, schema: {}, example: 7 },
    { name: "sid", in: "cookie", required: true, schema: {}, example: "a;b" },
  ].map((parameter) => ({
    deprecated: false,
    description: [],
    listStyle: "repeat" as const,
    ...parameter,
    in: parameter.in as "path",
  })),
  body: {
    required: true,
    description: [],
    content: [{ type: "application/json", examples: [{ name: "", summary: "", text: "{}" }] }],
  },
  responses: [],
  security: [],
  servers: [],
  callbacks: [],
};

describe("a composed request", () => {
  it("has every value where the operation wants it, escaped so that it stays there", () => {
    expect(compose(operation, "/shop", exampleFilled(operation))).toEqual({
      method: "GET",
      path: "/shop/orders/a%2Fb%20%3F%23",
      query: "tag=x&tag=y%20z",
      headers: [
        ["X-Trace", "7"],
        ["Cookie", "sid=a%3Bb"],
        ["Content-Type", "application/json"],
      ],
      body: "{}",
    });
  });

  it("goes to the gateway with the host and the credential of the version", () => {
    const call = {
      environment: "production",
      isLive: true,
      gatewayUrl: "https://api.example",
      host: "shop.example",
      pathPrefix: "/shop",
      methods: [],
      credential: { header: "x-api-key", value: "$API_KEY" },
      trial: null,
    };
    const composed = compose(operation, "/shop", { values: {}, mediaType: null, body: null });
    expect(snippetRequest(composed, call)).toMatchObject({
      url: "https://api.example/shop/orders/{id}",
      headers: [
        ["Host", "shop.example"],
        ["x-api-key", "$API_KEY"],
      ],
    });
    expect(snippetRequest(composed, undefined).url).toMatch(/^\$GATEWAY_URL\//);
  });
});

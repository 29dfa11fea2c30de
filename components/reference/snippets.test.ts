import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { FormField, ReferenceOperation } from "#lib/openapi/schema";
import { TRY_FORM_MAX_BYTES } from "#lib/reference/schema";
import { checkFilled, FILES_MAX_BYTES } from "./check-filled.ts";
import { formDataOf } from "./form-parts.ts";
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

const upload: SnippetRequest = {
  method: "POST",
  url: "https://gateway.example/photos",
  headers: [],
  body: null,
  form: [
    { name: "note", value: `@/etc/passwd;type=x ${NASTY}` },
    { name: "meta", value: '{"a":"b;c"}', type: "application/json" },
    { name: "photo", fileName: "lamp.png" },
    { name: "scan", fileName: 'a "b";c.png' },
  ],
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

  it("of curl sends a form part by part, and takes no text for a file or a type", () => {
    const script = snippetOf(upload, "curl").replace(/^curl/, "printf '%s\\0'");
    const words = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0");
    expect(words.slice(4, -1)).toEqual([
      "--form-string",
      `note=@/etc/passwd;type=x ${NASTY}`,
      "-F",
      'meta="{\\"a\\":\\"b;c\\"}";type=application/json',
      "-F",
      "photo=@lamp.png",
      "-F",
      'scan=@"a \\"b\\";c.png"',
    ]);
  });

  it("of JavaScript sends a form's parts", async () => {
    const source = snippetOf(upload, "javascript");
    expect(source).toContain('import { openAsBlob } from "node:fs";');
    const sent: RequestInit[] = [];
    const fetch = async (_url: string, init: RequestInit) => {
      sent.push(init);
      return new Response("ok");
    };
    const openAsBlob = async (name: string) => new Blob([`bytes of ${name}`]);
    // oxlint-disable-next-line typescript/no-implied-eval -- a snippet is text: that it runs is what is tested
    const run = new Function(
      "fetch",
      "openAsBlob",
      "console",
      `return (async () => {${source.replace(/^import.*\n/, "")}})()`,
    ) as (...given: unknown[]) => Promise<void>;
    await run(fetch, openAsBlob, { log: () => undefined });
    const form = sent[0]?.body as FormData;
    expect(form.get("note")).toBe(`@/etc/passwd;type=x ${NASTY}`);
    expect(await (form.get("meta") as File).text()).toBe('{"a":"b;c"}');
    expect((form.get("meta") as File).type).toBe("application/json");
    expect((form.get("photo") as File).name).toBe("lamp.png");
    expect(await (form.get("scan") as File).text()).toBe('bytes of a "b";c.png');
  });

  it("of Python sends a form's parts as files", () => {
    const text = snippetOf(upload, "python");
    expect(text).toContain('("photo", ("lamp.png", open("lamp.png", "rb"))),');
    expect(text).toContain('("meta", (None, "{\\"a\\":\\"b;c\\"}", "application/json")),');
    expect(text).not.toContain("data=");
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

describe("a form", () => {
  const field = (name: string, kind: FormField["kind"], over: Partial<FormField> = {}): FormField => ({
    name,
    kind,
    required: true,
    schema: {},
    example: "",
    ...over,
  });
  const fields = [
    field("note", "text", { example: "a&b" }),
    field("tags", "list", { example: "x,y z" }),
    field("meta", "json", { example: '{"a":1}' }),
    field("photo", "file"),
    field("more", "files", { required: false }),
  ];
  const ofType = (type: string): ReferenceOperation => ({
    ...operation,
    body: { required: true, description: [], content: [{ type, examples: [], form: fields }] },
  });

  it("is written as its type wants it", () => {
    const urlEncoded = ofType("application/x-www-form-urlencoded");
    const filled = exampleFilled(urlEncoded);
    expect(compose(urlEncoded, "/shop", filled)).toMatchObject({
      body: "note=a%26b&tags=x&tags=y+z&meta=%7B%22a%22%3A1%7D",
      headers: expect.arrayContaining([["Content-Type", "application/x-www-form-urlencoded"]]),
    });
    const multipart = ofType("multipart/form-data");
    const composed = compose(multipart, "/shop", exampleFilled(multipart));
    expect(composed).toMatchObject({
      body: null,
      form: [
        { name: "note", value: "a&b" },
        { name: "tags", value: "x" },
        { name: "tags", value: "y z" },
        { name: "meta", value: '{"a":1}', type: "application/json" },
        { name: "photo", fileName: "photo" },
      ],
    });
    expect(composed.headers.map(([name]) => name)).not.toContain("Content-Type");
  });

  it("goes out as a browser writes it, files with their bytes", async () => {
    const multipart = ofType("multipart/form-data");
    const photo = new File([Uint8Array.of(0, 255, 10)], "ü.png", { type: "image/png" });
    const filled = { ...exampleFilled(multipart), files: { photo: [photo] } };
    const { form = [] } = compose(multipart, "/shop", filled);
    const read = await new Response(formDataOf(form)).formData();
    const sent = read.get("photo") as File;
    expect([sent.name, sent.type, [...new Uint8Array(await sent.arrayBuffer())]]).toEqual([
      "ü.png",
      "image/png",
      [0, 255, 10],
    ]);
    expect(read.getAll("tags")).toEqual(["x", "y z"]);
  });

  it("is not sent without what it needs, nor with more than can be tried out", () => {
    const multipart = ofType("multipart/form-data");
    const filled = exampleFilled(multipart);
    const values = { "path id": "1", "query tag": "x", "header X-Trace": "7", "cookie sid": "a" };
    expect(checkFilled(multipart, { ...filled, values, form: { meta: "{" } })).toEqual({
      "form note": "note is required.",
      "form tags": "tags is required.",
      "form meta": expect.stringMatching(/^This is not JSON/),
      "form photo": "photo is required.",
    });
    const large = new File([new Uint8Array(FILES_MAX_BYTES + 1)], "large.bin");
    expect(FILES_MAX_BYTES).toBeLessThan(TRY_FORM_MAX_BYTES - 64 * 1024);
    expect(checkFilled(multipart, { ...filled, values, files: { photo: [large] } })).toEqual({
      "form photo": "At most 2 MB of files can be tried out.",
    });
  });
});

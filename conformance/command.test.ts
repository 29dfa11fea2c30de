import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FallbackPolicy } from "#lib/fallback/schema";
import type { Gateway } from "./adapter.ts";
import { commandAdapter } from "./adapters/command.ts";
import { planted } from "./adapters/planted.ts";
import { runCase } from "./case.ts";
import { CASES } from "./cases/index.ts";

/** Posts what it is given to the address in TEST_PUBLISH_URL; the status decides how it ends. */
const POST = `
  let text = "";
  process.stdin.on("data", (chunk) => (text += chunk)).on("end", async () => {
    const url = process.env.TEST_PUBLISH_URL + process.env.CONFORMANCE_NAME;
    const response = await fetch(url, { method: "POST", body: text });
    if (response.status === 422) { console.log(await response.text()); process.exit(65); }
    process.exit(response.ok ? 0 : 1);
  });`;

let proxy: Gateway;
let gateway: Gateway;
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk: Buffer) => (text += chunk.toString()));
  request.on("end", () => {
    const policy = JSON.parse(text) as FallbackPolicy;
    if (policy.stream) return void response.writeHead(422).end("it knows no streams");
    void proxy.publish((request.url ?? "").slice(1), policy).then(() => response.end());
  });
});

beforeAll(async () => {
  proxy = await planted("reckless").start();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env["TEST_PUBLISH_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const publish = `"${process.execPath}" -e '${POST}'`;
  gateway = await commandAdapter({ url: proxy.baseOf("").replace(/\/$/, ""), publish }).start();
});

afterAll(async () => {
  server.close();
  await proxy.stop();
});

const verdictOf = (id: string) => {
  const found = CASES.find((one) => one.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return runCase(gateway, found);
};

it("any gateway at an address can be put to the test by a command that publishes to it", async () => {
  expect(await verdictOf("c01")).toMatchObject({ kind: "pass" });
  expect(await verdictOf("c10")).toMatchObject({ kind: "fail" });
});

it("a command says by its exit code what cannot be expressed, and what the adapter cannot do has its reason", async () => {
  expect(await verdictOf("c22")).toMatchObject({ kind: "not expressible", reasons: ["it knows no streams"] });
  expect(await verdictOf("c24")).toMatchObject({ kind: "not expressible" });
});

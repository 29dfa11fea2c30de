import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { openStore } from "#lib/store";
import { testPostgres } from "#lib/testing";
import { GatewayProcess } from "./test-process.ts";

test("settings that are not valid end the process with a message per mistake", async () => {
  const child = spawn(process.execPath, ["gateway/main.ts"], {
    env: { NODE_ENV: "production", GATEWAY_PORT: "x" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(1);
  expect(text).toMatch(/GATEWAY_PORT is not a number/);
  expect(text).toMatch(/STORE_URL is not set/);
});

test("a signal that comes while the last workers start ends it in order: it serves already", async () => {
  const postgres = await testPostgres();
  const store = openStore(postgres.url);
  const gateway = new GatewayProcess(store, { STORE_URL: postgres.url, GATEWAY_WORKERS: "4" });
  await gateway.start();
  gateway.signal("SIGTERM");
  expect(await gateway.exit()).toBe(0);
  await gateway.remove();
  await store.close();
}, 90_000);

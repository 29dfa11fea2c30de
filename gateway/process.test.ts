import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

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

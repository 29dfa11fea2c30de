import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { identityOf } from "#lib/embedded-postgres";
import { takeLock } from "./lock.ts";

let folder = "";
let other: ChildProcess;
const lockFile = () => join(folder, "launcher.lock");
const heldByOther = (extra: object = {}) =>
  writeFileSync(lockFile(), JSON.stringify({ ...identityOf(other.pid ?? 0), ...extra }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "understudy-lock-"));
  other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
});
afterEach(() => {
  other.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

it("is taken and given back", async () => {
  const lock = await takeLock(folder, 0);
  expect(lock.wasAbandoned).toBe(false);
  lock.release();
  expect((await takeLock(folder, 0)).wasAbandoned).toBe(false);
});

it("says who holds it", async () => {
  heldByOther();
  await expect(takeLock(folder, 0)).rejects.toThrow(`(process ${other.pid})`);
});

it("is taken over from a process that is gone, and from another that got its number", async () => {
  heldByOther({ startedAt: "long ago" });
  expect((await takeLock(folder, 0)).wasAbandoned).toBe(true);
  expect(JSON.parse(readFileSync(lockFile(), "utf8"))).toMatchObject({ pid: process.pid });
});

it("waits for one that is stopping", async () => {
  heldByOther({ isStopping: true });
  const waiting = takeLock(folder, 20_000);
  other.kill("SIGKILL");
  expect((await waiting).wasAbandoned).toBe(true);
});

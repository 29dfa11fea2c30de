import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { eventually, temporaryFolder } from "#lib/testing";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./index.ts";
import { loadInstance } from "./instance-file.ts";

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe("startEmbeddedPostgres", () => {
  const dataDir = temporaryFolder("embedded-postgres");
  const messages: string[] = [];
  let running: EmbeddedPostgres | undefined;
  let child: ChildProcess | undefined;

  const start = async (): Promise<EmbeddedPostgres> => {
    running = await startEmbeddedPostgres({ dataDir, log: (message) => void messages.push(message) });
    return running;
  };
  /** The same, in a process of its own that can be killed. */
  const startElsewhere = async (): Promise<string> => {
    const started = spawn(process.execPath, ["scripts/embedded-postgres.ts", dataDir], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    let output = "";
    started.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    return eventually(
      "the other process has started it",
      () => /DATABASE_URL=(\S+)/.exec(output)?.[1],
      30_000,
    );
  };
  const killElsewhere = async (): Promise<void> => {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await ended;
  };
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    messages.length = 0;
  });
  afterAll(() => {
    child?.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("serves on loopback alone, durably, and keeps its password to itself", async () => {
    const { url, port } = await start();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const [settings] = await query(
      url,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets,
        current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS durable,
        current_setting('shared_buffers') AS buffers, current_setting('max_connections') AS connections,
        current_setting('server_encoding') AS encoding, current_setting('port') AS port`,
    );
    expect(settings).toEqual({
      listen: "127.0.0.1",
      sockets: "",
      fsync: "on",
      durable: "on",
      buffers: "128MB",
      connections: "200",
      encoding: "UTF8",
      port: String(port),
    });
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(join(dataDir, "embedded-postgres.json")).mode & 0o777).toBe(0o600);
    await query(url, "CREATE TABLE kept (id int)");
  });

  it("comes back with its data at the same address", async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
  });

  it("takes another port when its own is taken", async () => {
    const { port } = await start();
    await running?.stop();
    const occupier = createServer();
    await new Promise<void>((resolve) => occupier.listen(port, "127.0.0.1", resolve));
    const second = await start();
    expect(second.port).not.toBe(port);
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await new Promise((resolve) => occupier.close(resolve));
  });

  it("stops what a killed run left, and starts again", async () => {
    const url = await startElsewhere();
    await query(url, "CREATE TABLE by_the_killed (id int)");
    await killElsewhere();
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    const { url: again } = await start();
    expect(messages).toEqual(["Stopped the PostgreSQL that an earlier run left behind."]);
    expect(await query(again, "SELECT count(*)::int AS n FROM by_the_killed")).toEqual([{ n: 0 }]);
  });

  it("refuses a folder that a living process uses, and leaves that one alone", async () => {
    const url = await startElsewhere();
    await expect(start()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`${child?.pid}`),
    });
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGTERM");
    expect(await ended).toBe(0);
  });

  it("does not touch a stranger that has the number of a crashed server", async () => {
    const stranger = spawn("sleep", ["600"]);
    const folder = loadInstance(dataDir)?.folder ?? "";
    writeFileSync(
      join(folder, "postmaster.pid"),
      `${stranger.pid}\n${folder}\n1\n5432\n\n127.0.0.1\n\nready\n`,
    );
    const { url } = await start();
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    stranger.kill("SIGKILL");
  });

  it("tells when it ends by itself, and not when it is stopped", async () => {
    const reasons: string[] = [];
    const first = await start();
    first.onExit((reason) => void reasons.push(reason));
    await first.stop();
    expect(reasons).toEqual([]);
    const second = await start();
    second.onExit((reason) => void reasons.push(reason));
    process.kill(second.pid, "SIGKILL");
    await eventually("the end is told", () => reasons.length > 0);
    expect(reasons).toEqual(["SIGKILL"]);
  });
});

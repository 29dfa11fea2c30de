import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import { etcdMissing, startEtcd, type EtcdProcess } from "#lib/etcd-process";
import { describeWith } from "./describe-with.ts";
import { endWithUs } from "./end-with-us.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export type TestEtcd = Pick<EtcdProcess, "url" | "kill" | "restart">;

/** A suite that needs the `etcd` binary. */
export function describeWithEtcd(name: string, suite: () => void | Promise<void>): void {
  describeWith({ missing: etcdMissing() }, name, suite);
}

/** A real etcd of the suite's own, on free ports and a temporary folder; gone after the suite. */
export async function testEtcd(): Promise<TestEtcd> {
  const { stop, ...etcd } = await startOwnEtcd();
  afterAll(stop);
  return etcd;
}

/** The same outside a suite: whoever starts it stops it. */
export async function startOwnEtcd(): Promise<TestEtcd & { stop(): Promise<void> }> {
  const dataDir = temporaryFolder("etcd");
  const server = await startEtcd(dataDir);
  let release = endWithUs(server.pid ?? 0, dataDir);
  const kill = async (): Promise<void> => {
    release();
    await server.kill();
  };
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const restart = async (): Promise<void> => {
    await server.restart();
    release();
    release = endWithUs(server.pid ?? 0, dataDir);
  };
  return { url: server.url, kill, restart, stop };
}

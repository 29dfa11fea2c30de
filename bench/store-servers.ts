import { mkdirSync } from "node:fs";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "#lib/embedded-postgres";
import { etcdMissing, startEtcd } from "#lib/etcd-process";

/** A server that can be killed and started again on the same data and address. */
export interface StoreServer {
  url: string;
  /** SIGKILL: what a crash leaves. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export async function postgresServer(dataDir: string): Promise<StoreServer> {
  const start = () => startEmbeddedPostgres({ dataDir, log: () => {}, settings: { fsync: "off" } });
  let server: EmbeddedPostgres | undefined = await start();
  return {
    url: server.url,
    kill: async () => {
      const ending = server;
      server = undefined;
      if (!ending) return;
      const ended = new Promise<string>((resolve) => ending.onExit(resolve));
      process.kill(ending.pid, "SIGKILL");
      await ended;
    },
    restart: async () => {
      server ??= await start();
    },
  };
}

/** Throws when there is no etcd on this machine. */
export async function etcdServer(dataDir: string): Promise<StoreServer> {
  const missing = etcdMissing();
  if (missing !== undefined) throw new Error(missing);
  mkdirSync(dataDir, { recursive: true });
  return startEtcd(dataDir);
}

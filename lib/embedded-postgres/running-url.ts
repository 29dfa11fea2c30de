import { resolve } from "node:path";
import { DATABASE, SUPERUSER } from "./cluster.ts";
import { loadInstance } from "./instance-file.ts";
import { isPostgresOn } from "./process-identity.ts";
import { readPostmaster } from "./postmaster.ts";

/** The address of the database that some other process keeps running on this folder; undefined when none does. */
export function runningUrl(dataDir: string): string | undefined {
  const instance = loadInstance(resolve(dataDir));
  if (!instance?.port) return undefined;
  const server = readPostmaster(instance.folder);
  if (!server || !isPostgresOn(server.pid, instance.folder)) return undefined;
  return `postgres://${SUPERUSER}:${instance.password}@127.0.0.1:${instance.port}/${DATABASE}`;
}

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "#lib/errors";
import { type Instance, loadInstance, newPassword, saveInstance } from "./instance-file.ts";
import { CHILD_OPTIONS, canEnter, type RunAs } from "./run-as.ts";

export const SUPERUSER = "understudy";
export const DATABASE = "understudy";

/** For root with a data folder under a closed home: a place the database's user can reach. */
export const SHARED_FOLDER = "/var/lib/understudy";

/** The remembered instance, or a new one whose files do not exist yet. */
export function findInstance(dataDir: string, user: RunAs): Instance {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const known = loadInstance(dataDir);
  if (known) return known;
  const reachable = canEnter(dataDir, user);
  const folder = reachable ? join(dataDir, "cluster") : join(SHARED_FOLDER, randomUUID(), "cluster");
  if (existsSync(folder)) {
    throw new AppError(
      "unavailable",
      `${folder} exists, but embedded-postgres.json with its password is gone.`,
    );
  }
  const instance = { folder, password: newPassword() };
  saveInstance(dataDir, instance);
  return instance;
}

/** Runs initdb once. Its result gets its name only when it is whole. */
export async function ensureCluster(instance: Instance, binaries: string, user: RunAs): Promise<void> {
  if (existsSync(join(instance.folder, "PG_VERSION"))) return;
  const partial = `${instance.folder}.new`;
  const passwordFile = `${instance.folder}.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(instance.folder), { recursive: true, mode: 0o711 });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, instance.password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(partial, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    await initdb(join(binaries, "bin", "initdb"), { folder: partial, passwordFile, user });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(partial, instance.folder);
}

function initdb(program: string, run: { folder: string; passwordFile: string; user: RunAs }): Promise<void> {
  const args = ["-D", run.folder, "-U", SUPERUSER, "--pwfile", run.passwordFile, "--auth=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, ...locale], {
      ...CHILD_OPTIONS,
      ...run.user,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new AppError("unavailable", `initdb failed: ${output.trim()}`));
    });
  });
}

import { spawnSync } from "node:child_process";
import { AppError } from "#lib/errors";

/** The user PostgreSQL runs as; empty: the present one. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/** What every child gets, whatever the caller's environment holds; `/` because its own folder may be closed. */
export const CHILD_OPTIONS = {
  cwd: "/",
  // NODE_ENV says nothing to PostgreSQL; Next's types make it obligatory.
  env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", NODE_ENV: "production" as const },
};

/** PostgreSQL refuses to run as root: then `postgres` or `nobody` runs it. */
export function chooseUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new AppError(
    "unavailable",
    "PostgreSQL cannot run as root, and there is no user `postgres` or `nobody`.",
  );
}

/** Whether that user can enter the folder: a parent may be closed to it. */
export function canEnter(folder: string, user: RunAs): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...CHILD_OPTIONS, ...user }).status === 0;
}

function idOf(flag: string, name: string): number | undefined {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

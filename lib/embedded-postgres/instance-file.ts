import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#lib/errors";
import type { ProcessIdentity } from "./process-identity.ts";

/** What is remembered between runs, in `<dataDir>/embedded-postgres.json`, readable by its owner only. */
export interface Instance {
  /** Where the database files are. */
  folder: string;
  password: string;
  port?: number;
  /** The process that started it last. */
  owner?: ProcessIdentity;
}

export function loadInstance(dataDir: string): Instance | undefined {
  const path = filePath(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Instance;
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `Cannot read ${path}. It holds the password of the database beside it.`,
      { cause },
    );
  }
}

export function saveInstance(dataDir: string, instance: Instance): void {
  const path = filePath(dataDir);
  writeFileSync(`${path}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

function filePath(dataDir: string): string {
  return join(dataDir, "embedded-postgres.json");
}

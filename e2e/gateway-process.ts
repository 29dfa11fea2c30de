import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The pid of the installation's gateway: the launcher's child of that name. */
export function gatewayPid(dataDir: string): number | undefined {
  const { pid } = JSON.parse(readFileSync(join(dataDir, "launcher.lock"), "utf8")) as { pid: number };
  const table = execFileSync("ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8" });
  for (const line of table.split("\n")) {
    const [, own, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === pid && command.includes("gateway/main.ts")) return Number(own);
  }
  return undefined;
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * Calls `onGone` when the npm that started this process dies. npm runs scripts through a shell; when npm alone is
 * killed, neither the shell nor this process hears of it, and the product would run on without anyone holding it.
 * @type {(onGone: () => void) => void}
 */
export function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = inspect(process.ppid);
  const isNpm = /^(npm|node)/.test(parent.name);
  const ancestors = isNpm ? [process.ppid] : [process.ppid, parent.parent].filter((pid) => pid > 1);
  const timer = setInterval(() => {
    if (ancestors.every((pid) => isAlive(pid))) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

/** @type {(pid: number) => { name: string, parent: number }} */
function inspect(pid) {
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) {
    const text = readFileSync(status, "utf8");
    return {
      name: /^Name:\s+(.*)$/m.exec(text)?.[1] ?? "",
      parent: Number(/^PPid:\s+(\d+)/m.exec(text)?.[1] ?? 0),
    };
  }
  const shown = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  const [, parent = "0", name = ""] = /^\s*(\d+)\s+(.*)$/.exec(shown) ?? [];
  return { name: name.split("/").at(-1) ?? "", parent: Number(parent) };
}

/** @type {(pid: number) => boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A killed process that nobody has collected yet still answers to signals. @type {(pid: number) => boolean} */
function isZombie(pid) {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

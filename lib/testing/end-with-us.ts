import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Has a server killed and its folder removed when this process ends in whatever way, SIGKILL included: a shell waits for
 * the end of a pipe that only this process holds. Returns how to let go, for an orderly end.
 */
export function endWithUs(pid: number, folder: string): () => void {
  const script = 'read -r _; kill -9 "$0" 2>/dev/null; sleep 1; rm -rf "$1"';
  const watcher = spawn("/bin/sh", ["-c", script, String(pid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  (watcher.stdin as Socket).unref();
  watcher.unref();
  return () => void watcher.kill("SIGKILL");
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endWithUs } from "#lib/testing";

export interface Blackhole {
  url: string;
  stop(): void;
}

const LISTENER = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
  function () { console.log(this.address().port); })`;
const MOST_CONNECTIONS = 64;
const NO_ANSWER_MS = 100;

/**
 * A port that answers no SYN, without a rule in any firewall: its listener stands still (SIGSTOP) and the queue of connections
 * that nobody accepts is full, whereupon Linux drops further SYNs.
 */
export async function blackhole(): Promise<Blackhole> {
  const child = spawn(process.execPath, ["-e", LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const port = Number(line);
  // A process that stands still outlives whoever started it.
  const release = endWithUs(child.pid ?? 0, join(tmpdir(), `blackhole-${port}`));
  child.kill("SIGSTOP");
  const sockets: Socket[] = [];
  let pending = 0;
  // Some that stay pending while later ones could have been taken prove that the queue is full.
  while (pending < 4 && sockets.length < MOST_CONNECTIONS) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    const connected = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, NO_ANSWER_MS, false)),
    ]);
    if (!connected) pending++;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      release();
      child.kill("SIGKILL");
    },
  };
}

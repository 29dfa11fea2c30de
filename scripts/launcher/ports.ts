import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { AppError, type Issue } from "#lib/errors";

export interface WantedPort {
  /** The variable that moves it. */
  setting: string;
  port: number;
}

const POLL_MS = 200;

/**
 * Throws `conflict` naming each variable whose port is taken. Processes of a killed run end on their own within
 * `waitMs`; the ports are asked for until then.
 */
export async function checkPorts(host: string, ports: WantedPort[], waitMs: number): Promise<void> {
  const until = Date.now() + waitMs;
  for (;;) {
    const free = await Promise.all(ports.map(({ port }) => canListen(port, host)));
    const taken = ports.filter((_, index) => !free[index]);
    if (taken.length === 0) return;
    if (Date.now() >= until) throw occupied(taken);
    await delay(POLL_MS);
  }
}

function occupied(taken: WantedPort[]): AppError {
  const issues: Issue[] = taken.map(({ setting, port }) => ({
    path: [setting],
    message: `Port ${port} is taken${holderOf(port)}. Stop that, or set ${setting} to a free port.`,
  }));
  return new AppError("conflict", issues.map((issue) => issue.message).join("\n"), { issues });
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Who has the port, where the system tells us. */
function holderOf(port: number): string {
  const asked = spawnSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], {
    encoding: "utf8",
    timeout: 3_000,
  });
  const pid = /^p(\d+)/m.exec(asked.stdout ?? "")?.[1] ?? listenerFromSs(port);
  return pid ? ` by process ${pid}` : ` (\`lsof -i :${port}\` or \`ss -ltnp\` shows by whom)`;
}

function listenerFromSs(port: number): string | undefined {
  const asked = spawnSync("ss", ["-Hltnp", `sport = :${port}`], { encoding: "utf8", timeout: 3_000 });
  return /pid=(\d+)/.exec(asked.stdout ?? "")?.[1];
}

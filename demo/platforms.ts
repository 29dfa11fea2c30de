import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./platform.ts", import.meta.url));

export interface PlatformPlan {
  name: string;
  host: "127.0.0.1" | "::1";
  port: number;
  /** Of demo/documents, without `.yaml`. */
  documents: string[];
}

/** A server of the demo that can be killed and started again. */
export interface Platform {
  readonly plan: PlatformPlan;
  readonly isRunning: boolean;
  start(): void;
  /** SIGKILL: open connections are reset, nothing is said goodbye to. */
  kill(): Promise<void>;
}

/** Starts the server as a process of its own. */
export function startPlatform(plan: PlatformPlan): Platform {
  let child: ChildProcess | undefined;
  const start = (): void => {
    if (child) return;
    const started = spawn(
      process.execPath,
      [PROGRAM, plan.name, plan.host, String(plan.port), plan.documents.join(",")],
      {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        env: { NODE_ENV: "production" },
      },
    );
    started.once("exit", () => {
      if (child === started) child = undefined;
    });
    child = started;
  };
  start();
  return {
    plan,
    get isRunning() {
      return child !== undefined;
    },
    start,
    kill: async () => {
      const ending = child;
      if (!ending) return;
      const gone = new Promise((resolve) => ending.once("exit", resolve));
      ending.kill("SIGKILL");
      await gone;
    },
  };
}

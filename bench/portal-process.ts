import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { freePort } from "./free-port.ts";
import { endProgram } from "./installed-gateway.ts";

export interface PortalProcess {
  url: string;
  /** The cookie of somebody who is signed in. */
  cookieOf(userId: string): Promise<string>;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** The production build on a free port, on a database. Throws when it is not built. */
export async function startPortal(databaseUrl: string): Promise<PortalProcess> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const secret = randomBytes(32).toString("hex");
  const { PATH = "", HOME = "" } = process.env;
  const args = [
    "node_modules/next/dist/bin/next",
    "start",
    "--hostname",
    "127.0.0.1",
    "--port",
    new URL(url).port,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH,
      HOME,
      NODE_ENV: "production",
      LOG_LEVEL: "fatal",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: databaseUrl,
      PORTAL_URL: url,
      NEXTAUTH_URL: url,
      AUTH_SECRET: secret,
      NEXTAUTH_SECRET: secret,
      SEALING_KEY: randomBytes(32).toString("base64"),
      TELEMETRY_SECRET: randomBytes(32).toString("hex"),
    },
  });
  const stop = () => endProgram(child);
  const until = performance.now() + READY_MS;
  while (!(await fetch(`${url}/login`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error("The portal ended. Build it first: npm start does.");
    if (performance.now() > until) {
      await stop();
      throw new Error("the portal did not become ready");
    }
    await delay(50);
  }
  const cookieOf = async (userId: string): Promise<string> => {
    const token = { sub: userId, sessionEpoch: 0 };
    return `next-auth.session-token=${await encode({ token, secret })}`;
  };
  return { url, cookieOf, stop };
}

import { join } from "node:path";
import { GATEWAY_NODE_OPTIONS } from "../../gateway/node-options.ts";
import { gatewayEnvironment, portalEnvironment, workerEnvironment, type Installed } from "./environment.ts";
import { answers } from "./ready.ts";
import { supervise, type ProcessPlan, type Supervised } from "./supervised.ts";

const READY_MS = 60_000;
const NEXT = "node_modules/next/dist/bin/next";

export interface Processes {
  portal: Supervised;
  worker: Supervised;
  gateway: Supervised;
}

/** Starts the three; `installed` is asked anew at every restart. */
export function startProcesses(installed: () => Installed, warn: (message: string) => void): Processes {
  const { config } = installed();
  const plan = (
    name: string,
    args: string[],
    of: (installed: Installed) => Record<string, string>,
  ): ProcessPlan => ({
    name,
    args,
    env: () => of(installed()),
    logFile: join(config.dataDir, "logs", `${name}.log`),
    stopMs: 15_000,
  });
  const portalArgs = [NEXT, "start", "--hostname", config.host, "--port", String(config.ports.PORTAL_PORT)];
  const gatewayArgs = [...GATEWAY_NODE_OPTIONS, "gateway/main.ts"];
  return {
    gateway: supervise(plan("gateway", gatewayArgs, gatewayEnvironment), warn),
    portal: supervise(plan("portal", portalArgs, portalEnvironment), warn),
    worker: supervise(plan("worker", ["worker/main.ts"], workerEnvironment), warn),
  };
}

/** Resolves once portal and gateway answer; names those that do not within a minute. */
export async function waitForProcesses({ config }: Installed): Promise<string[]> {
  const at = (port: number, path: string) => `http://${config.reachableHost}:${port}${path}`;
  const [portal, gateway] = await Promise.all([
    answers(at(config.ports.PORTAL_PORT, "/login"), READY_MS, (status) => status < 500),
    answers(at(config.ports.GATEWAY_ADMIN_PORT, "/readyz"), READY_MS, (status) => status === 200),
  ]);
  return [...(portal ? [] : ["portal"]), ...(gateway ? [] : ["gateway"])];
}

/** The gateway first, so that it drains while everything else still runs. */
export async function stopProcesses({ portal, worker, gateway }: Processes): Promise<void> {
  await gateway.stop();
  await Promise.all([worker.stop(), portal.stop()]);
}

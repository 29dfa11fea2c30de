import { createServer, type AddressInfo, type Server } from "node:net";
import { startPlatform, type Platform } from "../demo/platforms.ts";

/** A real storefront platform in a process of its own, on a free port; killed with SIGKILL, started again by `start`. */
export async function startUpstream(name: string): Promise<Platform & { url: string }> {
  const [port = 0] = await freePorts(1);
  const platform = startPlatform({ name, host: "127.0.0.1", port, documents: ["storefront"] });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(url);
  return Object.assign(platform, { url });
}

/** Waits until the server answers its health check; bounded. */
export async function untilUp(url: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${url} does not answer.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ports nobody has, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

/** Who answered, by the platform's own word in the body. */
export function servedBy(body: string): string {
  const answer = JSON.parse(body) as { servedBy?: string };
  return answer.servedBy ?? "?";
}

import { Server as NetServer } from "node:net";
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

const LULL_MS = 5;
const LULLS_MAX = 100;

/**
 * Closing a port resets the connections that wait there to be accepted, requests and all. Resolves at a moment when none
 * has come for 5 ms and none is waiting, or after half a second: close at once.
 */
export async function lull(servers: readonly NetServer[]): Promise<void> {
  let accepted = 0;
  const count = () => void accepted++;
  for (const server of servers) server.on("connection", count);
  for (let lulls = 0, before = -1; lulls < LULLS_MAX && accepted !== before; lulls++) {
    before = accepted;
    await delay(LULL_MS);
    await nextTurn();
  }
  for (const server of servers) server.off("connection", count);
}

/**
 * Takes no new connection; those that are open stay. `http.Server.close` would also close the idle ones, mid-request.
 * Resolves when the last is gone.
 */
export function stopListening(server: NetServer | undefined): Promise<void> {
  if (!server?.listening) return Promise.resolve();
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

/** Resolves to the port in use. Rejects when it cannot be had. */
export function listen(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

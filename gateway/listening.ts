import { Server as NetServer } from "node:net";

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

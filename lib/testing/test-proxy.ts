import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export interface TestProxy {
  port: number;
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Connections stay and are taken, but nothing passes: a network that swallows packets. */
  freeze(): void;
  /** Lets everything through again; frozen connections are ended. */
  restore(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 in front of a server, to break the network between it and one client. */
export async function testProxy(targetPort: number): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  let port = 0;
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {}).on("close", () => sockets.delete(client));
    if (frozen) return;
    const upstream = connect(targetPort, "127.0.0.1");
    sockets.add(upstream);
    upstream.on("error", () => {}).on("close", () => sockets.delete(upstream));
    client.on("data", (chunk) => frozen || upstream.write(chunk)).on("close", () => upstream.destroy());
    upstream.on("data", (chunk) => frozen || client.write(chunk)).on("close", () => client.destroy());
  });
  const listen = (): Promise<void> => new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await listen();
  port = (server.address() as AddressInfo).port;
  const cut = async (): Promise<void> => {
    const closed = server.listening ? new Promise((resolve) => server.close(resolve)) : undefined;
    endAll();
    await closed;
  };
  afterAll(cut);
  return {
    port,
    cut,
    freeze: () => {
      frozen = true;
    },
    restore: async () => {
      if (frozen) endAll();
      frozen = false;
      if (!server.listening) await listen();
    },
  };
}

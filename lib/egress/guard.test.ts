import { once } from "node:events";
import { createServer, type Server } from "node:http";
import net, { type AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EgressRefused, guardedConnect, guardedOptions, isEgressRefused, type EgressGuard } from "./guard.ts";
import { EGRESS_DEFAULT, type EgressPolicy } from "./schema.ts";

let server: Server;
let port: number;
let served = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    served += 1;
    response.setHeader("connection", "close").end("hello");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const open: EgressPolicy = { ...EGRESS_DEFAULT, privateTargets: true };
const guardOf = (policy: EgressPolicy): EgressGuard => ({ policy: () => policy, purpose: "target" });

async function get(url: string, guard: EgressGuard): Promise<string> {
  const agent = new Agent({ connect: guardedConnect(guard) });
  try {
    const response = await request(url, { dispatcher: agent });
    return await response.body.text();
  } finally {
    await agent.close();
  }
}

describe("guardedConnect", () => {
  it.each(["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])(
    "refuses loopback as %s",
    async (host) => {
      const before = served;
      const error = await get(`http://${host}:${port}/`, guardOf(EGRESS_DEFAULT)).catch(
        (thrown: unknown) => thrown,
      );
      expect(isEgressRefused(error)).toBe(true);
      expect(served).toBe(before);
    },
  );

  it.each(["127.0.0.1", "localhost"])("connects to %s where it is allowed", async (host) => {
    await expect(get(`http://${host}:${port}/`, guardOf(open))).resolves.toBe("hello");
  });

  it("refuses over TLS before the handshake", async () => {
    const error = await get(`https://127.0.0.1:${port}/`, guardOf(EGRESS_DEFAULT)).catch(
      (thrown: unknown) => thrown,
    );
    expect(isEgressRefused(error)).toBe(true);
  });

  it("connects to the address it checked: a name that changes its answer gains nothing", async () => {
    const answers = ["93.184.216.34", "127.0.0.1"];
    let asked = 0;
    const guard: EgressGuard = {
      ...guardOf({ ...EGRESS_DEFAULT, deny: ["93.184.216.0/24"] }),
      resolve: (_host, _options, done) =>
        done(null, [{ address: answers[Math.min(asked++, 1)] ?? "", family: 4 }]),
    };
    const error = await get(`http://rebind.example:${port}/`, guard).catch((thrown: unknown) => thrown);
    expect(isEgressRefused(error)).toBe(true);
    expect(asked).toBe(1);
  });

  it("passes over refused addresses of a name that has an allowed one", async () => {
    const guard: EgressGuard = {
      ...guardOf(open),
      resolve: (_host, _options, done) =>
        done(null, [
          { address: "169.254.169.254", family: 4 },
          { address: "127.0.0.1", family: 4 },
        ]),
    };
    await expect(get(`http://mixed.example:${port}/`, guard)).resolves.toBe("hello");
  });

  it("holds a new policy at the next connect", async () => {
    let policy = open;
    const guard: EgressGuard = { policy: () => policy, purpose: "target" };
    await expect(get(`http://127.0.0.1:${port}/`, guard)).resolves.toBe("hello");
    policy = EGRESS_DEFAULT;
    await expect(get(`http://127.0.0.1:${port}/`, guard)).rejects.toThrow("loopback");
  });
});

describe("guardedOptions", () => {
  it("guards a raw socket by name", async () => {
    const socket = net.connect(guardedOptions({ host: "localhost", port }, guardOf(EGRESS_DEFAULT)));
    const [error] = (await once(socket, "error").catch((thrown: unknown) => [thrown])) as [unknown];
    expect(isEgressRefused(error)).toBe(true);
  });

  it("refuses a literal before there is a socket", () => {
    expect(() => guardedOptions({ host: "::1", port }, guardOf(EGRESS_DEFAULT))).toThrow(EgressRefused);
  });

  it.each([true, false])("connects with autoSelectFamily %s", async (autoSelectFamily) => {
    const options = guardedOptions({ host: "localhost", port, autoSelectFamily, family: 4 }, guardOf(open));
    const socket = net.connect(options);
    await once(socket, "connect");
    expect(socket.remoteAddress).toBe("127.0.0.1");
    socket.destroy();
  });
});

import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { AppError } from "#lib/errors";
import { checkPorts } from "./ports.ts";

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

it("names the variable of every taken port", async () => {
  const [portal, gateway] = [await takenPort(), await takenPort()];
  const wanted = [
    { setting: "PORTAL_PORT", port: portal },
    { setting: "GATEWAY_PORT", port: gateway },
  ];
  const error = await checkPorts("127.0.0.1", wanted, 0).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).issues.map((issue) => issue.path)).toEqual([["PORTAL_PORT"], ["GATEWAY_PORT"]]);
  expect((error as AppError).message).toContain(`set PORTAL_PORT to a free port`);
});

it("waits for a port that is being given up", async () => {
  const port = await takenPort();
  const checked = checkPorts("127.0.0.1", [{ setting: "PORTAL_PORT", port }], 20_000);
  servers.splice(0).forEach((server) => server.close());
  await expect(checked).resolves.toBeUndefined();
});

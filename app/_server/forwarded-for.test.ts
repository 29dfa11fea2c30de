import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { trustOnly } from "./forwarded-for.ts";

/** What a server sees as `x-forwarded-for` when a client on this machine claims to be 6.6.6.6. */
async function seen(): Promise<string | undefined> {
  const server = createServer((request, response) =>
    response.end(request.headers["x-forwarded-for"] ?? "none"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { "x-forwarded-for": "6.6.6.6" };
    get({ port, host: "127.0.0.1", headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
  server.close();
  return answer;
}

it("believes nobody but trusted proxies", async () => {
  expect(await seen()).toBe("6.6.6.6");
  trustOnly(["127.0.0.0/8", "::1"]);
  expect(await seen()).toBe("6.6.6.6");
  trustOnly(["10.0.0.1", "2001:db8::/32"]);
  expect(await seen()).toBe("none");
});

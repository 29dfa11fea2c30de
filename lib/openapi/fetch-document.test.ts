import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { EGRESS_DEFAULT, type EgressPolicy } from "#lib/egress";
import { AppError } from "#lib/errors";
import { fetchDocument } from "./fetch-document.ts";

const servers: Server[] = [];
const open: EgressPolicy = { ...EGRESS_DEFAULT, privateImports: true };

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const redirectTo =
  (location: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(302, { location }).end();

async function failure(
  url: string,
  policy = open,
  limits = { timeoutMs: 5_000, maxBytes: 1000 },
): Promise<AppError> {
  const error = await fetchDocument(url, policy, limits).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error("expected an AppError", { cause: error });
  expect(error.issues[0]?.path).toEqual(["url"]);
  return error;
}

describe("fetchDocument", () => {
  it("fetches text", async () => {
    const url = await serve((_request, response) => void response.end("openapi: 3.1.0"));
    await expect(fetchDocument(`${url}/doc.yaml`, open)).resolves.toBe("openapi: 3.1.0");
  });

  it("follows three redirects, relative ones too, and no fourth", async () => {
    const url = await serve((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop === 0) response.end("done");
      else response.writeHead(307, { location: `/${hop - 1}` }).end();
    });
    await expect(fetchDocument(`${url}/3`, open)).resolves.toBe("done");
    expect((await failure(`${url}/4`)).code).toBe("unprocessable");
  });

  it.each([
    "ftp://example.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "no address",
    "http://a:b@example.com/",
  ])("refuses %s", async (url) => {
    expect((await failure(url)).code).toBe("invalid");
  });

  it("refuses loopback unless an administrator allows it", async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.end("secret");
    });
    const error = await failure(url, EGRESS_DEFAULT);
    expect(error.code).toBe("unprocessable");
    expect(error.message).toContain("loopback");
    expect(asked).toBe(0);
  });

  it("refuses a redirect to a metadata service, even where private addresses are allowed", async () => {
    const error = await failure(await serve(redirectTo("http://169.254.169.254/latest/meta-data")));
    expect(error.message).toContain("metadata");
  });

  it("checks every hop: a denied address behind a redirect is not called", async () => {
    let asked = 0;
    const behind = await serve((_request, response) => {
      asked += 1;
      response.end("secret");
    });
    const url = await serve(redirectTo(behind.replace("127.0.0.1", "localhost")));
    const error = await failure(url, { ...open, deny: ["localhost"] });
    expect(error.message).toContain("deny list");
    expect(asked).toBe(0);
  });

  it.each(["file:///etc/passwd", "http://user:secret@127.0.0.1/"])(
    "refuses a redirect to %s",
    async (location) => {
      expect((await failure(await serve(redirectTo(location)))).code).toBe("invalid");
    },
  );

  it("stops reading past the limit", async () => {
    const url = await serve((_request, response) => {
      response.write("x".repeat(2000));
    });
    expect((await failure(url)).code).toBe("too_large");
  });

  it("gives up on an address that never ends", async () => {
    const url = await serve((_request, response) => void response.write("x"));
    expect((await failure(url, open, { timeoutMs: 200, maxBytes: 1000 })).code).toBe("timeout");
  });

  it.each([
    ["an error status", (_q, response) => void response.writeHead(404).end("no")],
    [
      "a compressed answer",
      (_q, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    ],
    ["a redirect to nowhere", (_q, response) => void response.writeHead(302).end()],
  ] satisfies [string, RequestListener][])("reports %s", async (_name, listener) => {
    expect((await failure(await serve(listener))).code).toBe("upstream");
  });

  it("reports what is not text", async () => {
    const url = await serve((_request, response) => void response.end(Buffer.from([0xff, 0xfe, 0x00])));
    expect((await failure(url)).code).toBe("unprocessable");
  });

  it("reports a closed port", async () => {
    const url = await serve(() => {});
    servers.pop()?.close();
    const error = await failure(url);
    expect(error.code).toBe("upstream");
    expect(error.message).toContain("ECONNREFUSED");
  });
});

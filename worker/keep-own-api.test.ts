import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "#lib/testing";
import { keepOwnApiCurrent } from "./keep-own-api.ts";

const { db } = await testDatabase();
const log = { info: () => {}, warn: () => {}, error: () => {} };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Understudy REST API", version: "1" },
  paths: { "/apis": { get: { responses: { "200": { description: "fine" } } } } },
};

async function portal(status: number, body: object): Promise<string> {
  const server = createServer((request, response) => {
    expect(request.url).toBe("/api/v1/openapi.json");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the portal's document is put into the catalogue; while there is none, the job fails", async () => {
  const context = (portalUrl: string) => ({ db, log, portalUrl });
  await expect(keepOwnApiCurrent(context(await portal(503, {})))).rejects.toThrow(/answered 503/);
  expect(await db.api.count()).toBe(0);
  await keepOwnApiCurrent(context(await portal(200, DOCUMENT)));
  expect(await db.api.findMany({ select: { slug: true } })).toEqual([{ slug: "understudy" }]);
});

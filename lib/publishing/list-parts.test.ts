import { expect, it } from "vitest";
import { playedPolicy } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { listParts, publish } from "./index.ts";
import { ChainPartDto } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = `env-${newId("x").slice(-6)}`;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
});

type Version = Awaited<ReturnType<typeof makePublishable>>;

async function published(chain: UnboundPolicy["chain"], targets: object = {}): Promise<Version> {
  const version = await makePublishable(database, { apiVersion: "fallback/v1", id: "p", chain });
  const { versionId } = version;
  await db.binding.create({ data: { versionId, environmentId: environment.id, targets } });
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  return version;
}

const apiOf = ({ at }: Version): UnboundPolicy["chain"][number] => ({
  id: "deep",
  kind: "api",
  apiId: at.slug,
  version: at.version,
  entry: "full_policy",
});

const auth = { secretRef: "sealed:v1:secret", in: "header", name: "X-Key" } as const;
const endpoints = [{ url: "https://inner.example/base" }];

/** An API whose chain has another API in it. */
async function nested() {
  const deep = await published([{ id: "last", kind: "http" }], { last: { endpoints, auth } });
  const chain: UnboundPolicy["chain"] = [
    {
      id: "a",
      kind: "http",
      timeouts: { firstByteMs: 700 },
      rewrite: { setHeaders: { "X-Key": "secret" } },
      health: { active: { type: "http", host: "inner.example", intervalMs: 900 } },
    },
    { id: "b", kind: "http" },
    apiOf(deep),
    { id: "sorry", kind: "static", status: 503, body: "secret" },
  ];
  return { deep, inner: await published(chain, { a: { endpoints, auth }, b: { endpoints } }) };
}

it("tells what decides which target answers, and no address, credential or content", async () => {
  const { deep, inner } = await nested();
  const parts = await listParts(inner.ctx, inner.at, { environment: slug });
  expect(parts).toEqual(parts.map((part) => ChainPartDto.parse(part)));
  expect(JSON.stringify(parts)).not.toMatch(/inner\.example|secret"|sealed|X-Key/);
  const mine = parts.find((part) => part.api === inner.at.slug)?.published;
  expect(mine?.policy.chain[0]).toEqual({
    id: "a",
    kind: "http",
    timeouts: { firstByteMs: 700 },
    health: { active: { type: "http", intervalMs: 900 } },
  });
  expect(mine?.bindings["a"]?.endpoints).toEqual(mine?.bindings["b"]?.endpoints);

  const find = (api: string, version: string) => {
    const part = parts.find((one) => one.api === api && one.version === version);
    return part?.published ? { label: api, published: part.published } : undefined;
  };
  const draft = {
    policy: { apiVersion: "fallback/v1" as const, id: "p", chain: [apiOf(inner)] },
    bindings: {},
  };
  const played = playedPolicy(draft, { api: "outer", version: "v1" }, find);
  expect(played.unknown).toEqual([]);
  expect(played.policy.chain.map(({ id }) => id)).toEqual(["deep/a", "deep/b", "deep/deep/last"]);
  expect(parts.map((part) => part.api).toSorted()).toEqual([deep.at.slug, inner.at.slug].toSorted());
});

it("leaves out what one may not see, and is not found where that is the version itself", async () => {
  const { deep, inner } = await nested();
  await db.api.updateMany({ where: { slug: deep.at.slug }, data: { visibility: "private" } });
  const stranger = ctx(await makeUser(db));
  const parts = await listParts(stranger, inner.at, { environment: slug });
  expect(parts.map((part) => part.api)).toEqual([inner.at.slug]);
  await expect(listParts(stranger, deep.at, { environment: slug })).rejects.toMatchObject({
    code: "not_found",
  });
});

it("says what is not published there", async () => {
  const version = await makePublishable(database);
  expect(await listParts(version.ctx, version.at, { environment: slug })).toEqual([
    { api: version.at.slug, version: version.at.version, isBlocked: false, published: null },
  ]);
});

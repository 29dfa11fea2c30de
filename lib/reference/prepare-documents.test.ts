import { beforeEach, describe, expect, it } from "vitest";
import { PREPARE_TASK, registerApi } from "#lib/catalogue";
import { newId, sha256Hex } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeTeam, testDatabase } from "#lib/testing";
import { getReference } from "./get-reference.ts";
import { prepareDocuments } from "./prepare-documents.ts";

const database = await testDatabase();
const { db, ctx } = database;
const team = await makeTeam(db);

let count = 0;
const documentOf = (title = `Document ${++count}`) =>
  JSON.stringify({ openapi: "3.1.0", info: { title, version: "1" }, paths: { "/x": { get: {} } } });

async function register(text: string) {
  const source = { kind: "text", text } as const;
  const { slug, version } = await registerApi(ctx(), {
    source,
    team: team.slug,
    tier: 3,
    visibility: "public",
  });
  return { slug, version };
}

const keptOf = (text: string) =>
  db.preparedDocument.findUnique({ where: { documentDigest: sha256Hex(text) } });

/** Whatever earlier tests left to do. */
beforeEach(async () => {
  while ((await prepareDocuments(ctx())) > 0);
});

describe("documents", () => {
  it("are prepared by the worker once they were saved, and read from what it kept", async () => {
    const text = documentOf("Kept");
    const at = await register(text);
    const jobs = await db.$queryRaw`SELECT 1 FROM graphile_worker.jobs WHERE key = ${PREPARE_TASK}`;
    expect(jobs).toHaveLength(1);
    expect(await prepareDocuments(ctx())).toBe(1);
    expect(await prepareDocuments(ctx())).toBe(0);
    const kept = await keptOf(text);
    const changed = kept?.preparation.replaceAll("Kept", "As it was kept") ?? "";
    await db.preparedDocument.updateMany({
      where: { documentDigest: sha256Hex(text) },
      data: { preparation: changed },
    });
    expect((await getReference(ctx(), at)).about.title).toBe("As it was kept");
  });

  it("that nobody has prepared are prepared for their first reader, and kept", async () => {
    const text = documentOf();
    const at = await register(text);
    expect((await getReference(ctx(), at)).about.title).toBe(`Document ${count}`);
    expect(await keptOf(text)).not.toBeNull();
    expect(await prepareDocuments(ctx())).toBe(0);
  });

  it("of another edition are prepared anew, by whoever comes first", async () => {
    const [forWorker, forReader] = [documentOf(), documentOf()];
    await register(forWorker);
    const at = await register(forReader);
    await prepareDocuments(ctx());
    const old = { edition: 0, preparation: "of long ago" };
    await db.preparedDocument.updateMany({ data: old });
    expect((await getReference(ctx(), at)).about.title).toBe(`Document ${count}`);
    expect((await keptOf(forReader))?.edition).not.toBe(0);
    await prepareDocuments(ctx());
    expect((await keptOf(forWorker))?.preparation).toContain('"ok":true');
  });

  it("that are refused are not tried over and over by the worker", async () => {
    const text = documentOf();
    const { slug } = await register(text);
    const broken = `{ ${count}`;
    await db.version.updateMany({
      where: { api: { slug } },
      data: { documentText: broken, documentDigest: sha256Hex(broken) },
    });
    expect(await prepareDocuments(ctx())).toBe(1);
    expect(await prepareDocuments(ctx())).toBe(0);
    expect((await keptOf(broken))?.preparation).toContain('"ok":false');
  });

  it("that are served are prepared too, when the draft is another by now", async () => {
    const version = await makePublishable(database);
    const slug = `env-${version.at.slug}`;
    await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 1 } });
    await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
    const { documentText: served } = await db.revision.findFirstOrThrow({
      where: { versionId: version.versionId },
    });
    const draft = documentOf();
    await db.version.update({
      where: { id: version.versionId },
      data: { documentText: draft, documentDigest: sha256Hex(draft) },
    });
    await db.preparedDocument.deleteMany({ where: { documentDigest: sha256Hex(served) } });
    while ((await prepareDocuments(ctx())) > 0);
    expect(await keptOf(served)).not.toBeNull();
    expect(await keptOf(draft)).not.toBeNull();
  });

  it("are forgotten a week after the last version let go of them", async () => {
    const text = documentOf();
    const { slug } = await register(text);
    await prepareDocuments(ctx());
    const later = { ...ctx(), now: new Date(Date.now() + 8 * 86_400_000) };
    await prepareDocuments(later);
    expect(await keptOf(text)).not.toBeNull();
    const replaced = documentOf();
    await db.version.updateMany({
      where: { api: { slug } },
      data: { documentText: replaced, documentDigest: sha256Hex(replaced) },
    });
    await prepareDocuments(ctx());
    expect(await keptOf(text)).not.toBeNull();
    await prepareDocuments(later);
    expect(await keptOf(text)).toBeNull();
  });
});

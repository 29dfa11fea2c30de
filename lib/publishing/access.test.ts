import { expect, it } from "vitest";
import { saveAccess } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { compareRevisions, listRevisions, previewDocument, publish } from "./index.ts";
import { compileDeployment, readPending } from "./pending.ts";

const database = await testDatabase();
const { db } = database;
const slug = "production";
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
  select: { id: true },
});
const access = {
  anonymous: false,
  key: { header: "x-shop-key" },
  requestMaxBytes: 1_000,
};
const NO_OTHERS = { find: () => () => undefined } as never;

it("who may call a version, and its operations, reach the document; a change is a revision of its own", async () => {
  const version = await makePublishable(database);
  await db.operation.createMany({
    data: [
      { id: newId("op"), versionId: version.versionId, position: 1_001, method: "GET", path: "/orders/{id}" },
      {
        id: newId("op"),
        versionId: version.versionId,
        position: 1_002,
        method: "POST",
        path: `/${"x".repeat(600)}`,
      },
    ],
  });
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  await saveAccess(version.ctx, version.at, { etag: 1, access });
  const preview = await previewDocument(version.ctx, version.at, { environment: slug });
  expect(preview.after).toMatchObject({ access });
  const second = { action: "publish", environment: slug, note: "", draftEtag: 2 } as const;
  expect((await publish(version.ctx, version.at, second)).revision).toBe(2);
  const pending = (await readPending(db, environment.id, 10)).find(
    (one) => one.versionId === version.versionId,
  );
  const compiled = pending && compileDeployment(pending, NO_OTHERS, "https://portal.test");
  const body = compiled?.ok === true ? compiled.document.body : undefined;
  expect(body).toMatchObject({ kind: "route", access });
  expect(body?.kind === "route" && body.operations).toEqual(
    expect.arrayContaining([{ method: "GET", path: "/orders/{id}" }]),
  );
  expect(JSON.stringify(body)).not.toContain("xxxxx");
  const compared = await compareRevisions(version.ctx, version.at, { from: 1, to: 2 });
  expect(compared.changes).toEqual([expect.objectContaining({ kind: "added", path: ["access"] })]);
  const page = { page: 1, size: 20, sort: "number", dir: "desc", q: "" } as const;
  expect((await listRevisions(version.ctx, version.at, page)).total).toBe(2);
});

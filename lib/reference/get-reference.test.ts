import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { digestOf, newId } from "#lib/ids";
import { publish, unpublish } from "#lib/publishing";
import { makeApi, makePublishable, makeTeam, makeUser, makeVersion, testDatabase } from "#lib/testing";
import { OperationReferenceAnswer, ReferenceIndexAnswer, SchemaReferenceAnswer } from "./answer-schemas.ts";
import { getOperationReference, getReference, getSchemaReference } from "./get-reference.ts";
import { OperationParams, SchemaQuery } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;
const text = readFileSync(new URL("../openapi/fixtures/shop-3.1.yaml", import.meta.url), "utf8");
const team = await makeTeam(db);
const member = await makeUser(db, { teams: { [team.id]: "viewer" } });
const stranger = await makeUser(db);

async function shop(visibility: "public" | "private", documentText = text) {
  const api = await makeApi(db, { teamId: team.id, visibility });
  const { id } = await makeVersion(db, { apiId: api.id });
  await db.version.update({ where: { id }, data: { documentText, documentDigest: digestOf(documentText) } });
  return { slug: api.slug, version: "v1" };
}

describe("the reference of a version", () => {
  it("is what is served of it, whatever its draft says by now", async () => {
    const version = await makePublishable(database);
    const slug = `env-${version.at.slug}`;
    await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 1 } });
    const pathsOf = async () =>
      (await getReference(ctx(stranger), version.at)).groups.flatMap(({ operations }) =>
        operations.map(({ path }) => path),
      );
    const replaced = text.replaceAll("/orders", "/purchases");
    await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
    await db.version.update({
      where: { id: version.versionId },
      data: { documentText: replaced, documentDigest: digestOf(replaced) },
    });
    expect(await pathsOf()).toEqual(["/items"]);
    await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
    expect(await pathsOf()).toContain("/purchases/{orderId}");
    await unpublish(version.ctx, version.at, { action: "unpublish", environment: slug });
    expect(await pathsOf()).toContain("/purchases/{orderId}");
  });

  it("lists operations, and gives each with samples and the schemas around it", async () => {
    const at = await shop("public");
    const { about, groups } = await getReference(ctx(stranger), at);
    expect(about.title).toBe("Shop");
    expect(groups[0]?.operations.map(({ key }) => key)).toContain("put-orders-orderId");
    const { operation, schemas } = await getOperationReference(ctx(stranger), {
      ...at,
      key: "get-orders-orderId",
    });
    expect(operation.parameters[0]?.example).toBe("text");
    expect(JSON.parse(operation.responses[0]?.content[0]?.examples[0]?.text ?? "")).toMatchObject({
      id: "text",
      total: 0,
    });
    expect(Object.keys(schemas)).toContain("#/components/schemas/Card");
    const put = await getOperationReference(ctx(stranger), { ...at, key: "put-orders-orderId" });
    expect(put.operation.body?.content[0]?.examples).toMatchObject([{ name: "small" }]);
    const { schemas: more } = await getSchemaReference(ctx(stranger), at, {
      ref: "#/components/schemas/Payment",
    });
    expect(Object.keys(more).toSorted()).toEqual(
      ["Card", "Payment", "Transfer"].map((name) => `#/components/schemas/${name}`),
    );
  });

  it.each(["shop-3.1.yaml", "cyclic-3.1.yaml", "catalog-3.0.yaml", "orders-2.0.json", "payments-3.1.json"])(
    "answers as its description says, no member more: %s",
    async (file) => {
      const document = readFileSync(new URL(`../openapi/fixtures/${file}`, import.meta.url), "utf8");
      const at = await shop("public", document);
      const index = await getReference(ctx(member), at);
      expect(ReferenceIndexAnswer.parse(index)).toEqual(index);
      for (const { key } of index.groups.flatMap(({ operations }) => operations)) {
        const operation = await getOperationReference(ctx(member), { ...at, key });
        expect(OperationReferenceAnswer.parse(operation)).toEqual(operation);
        const [ref] = Object.keys(operation.schemas);
        if (ref === undefined) continue;
        const schemas = await getSchemaReference(ctx(member), at, { ref });
        expect(SchemaReferenceAnswer.parse(schemas)).toEqual(schemas);
      }
    },
  );

  it("is not there for those who may not see the API, whatever they guess", async () => {
    const at = await shop("private");
    const hidden = { code: "not_found" };
    await expect(getReference(ctx(stranger), at)).rejects.toMatchObject(hidden);
    await expect(
      getOperationReference(ctx(stranger), { ...at, key: "get-orders-orderId" }),
    ).rejects.toMatchObject(hidden);
    await expect(
      getSchemaReference(ctx(stranger), at, { ref: "#/components/schemas/Order" }),
    ).rejects.toMatchObject(hidden);
    await expect(getReference(ctx(member), at)).resolves.toMatchObject({ about: { title: "Shop" } });
  });

  it.each(["nothing", "__proto__", "constructor"])("has no operation and no schema %s", async (key) => {
    const at = await shop("public");
    await expect(getOperationReference(ctx(member), { ...at, key })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(getSchemaReference(ctx(member), at, { ref: `#${key}` })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("says why a document has none", async () => {
    const at = await shop("public", "{");
    await expect(getReference(ctx(member), at)).rejects.toMatchObject({ code: "unprocessable" });
  });

  it("takes keys and refs of a bounded length", () => {
    expect(OperationParams.safeParse({ slug: "a", version: "v1", key: "x".repeat(300) }).success).toBe(false);
    expect(SchemaQuery.safeParse({ ref: "https://evil.example" }).success).toBe(false);
  });
});

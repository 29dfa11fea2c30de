import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { newId, sha256Hex } from "#lib/ids";
import { readSource } from "./read-source.ts";
import { registerApi } from "./register-api.ts";
import { writeDocument } from "./write-document.ts";

/** Where the digest of the document that was kept last stands, also after somebody has deleted the API. */
const SETTING = "own-api";
const OWNER = { slug: "platform", name: "Platform" };
export const OWN_API = { slug: "understudy", version: "v1", tier: 3, visibility: "public" } as const;

export type KeptOwnApi = "registered" | "updated" | "unchanged" | "deleted";

/**
 * Keeps the product's own REST API in the catalogue: registered once, for a team of its own, and its document brought up to
 * date when it has changed with the product. Whoever deletes it has it deleted for good. For the system alone.
 */
export async function keepOwnApi(ctx: Ctx, document: string): Promise<KeptOwnApi> {
  authorise(ctx.actor, "store.rebuild");
  const digest = sha256Hex(document);
  const known = await ctx.db.setting.findUnique({ where: { key: SETTING }, select: { value: true } });
  if (known && (known.value as { digest?: string }).digest === digest) return "unchanged";
  const found = await ctx.db.version.findFirst({
    where: { name: OWN_API.version, api: { slug: OWN_API.slug } },
    select: { id: true },
  });
  const done = await (found
    ? replaceDocument(ctx, found.id, document)
    : registerOnce(ctx, document, known !== null));
  await note(ctx, digest);
  return done;
}

async function registerOnce(ctx: Ctx, document: string, wasThere: boolean): Promise<KeptOwnApi> {
  if (wasThere) return "deleted";
  await openTeam(ctx);
  await registerApi(ctx, { source: { kind: "text", text: document }, team: OWNER.slug, ...OWN_API });
  return "registered";
}

async function openTeam(ctx: Ctx): Promise<void> {
  if (await ctx.db.team.findUnique({ where: { slug: OWNER.slug }, select: { id: true } })) return;
  await change(ctx, { action: "team.create", kind: "team" }, async (tx) => {
    const id = newId("team");
    await tx.team.create({ data: { id, ...OWNER }, select: { id: true } });
    return { result: undefined, id, after: OWNER };
  });
}

async function replaceDocument(ctx: Ctx, versionId: string, text: string): Promise<KeptOwnApi> {
  const read = await readSource(ctx, { kind: "text", text });
  await change(ctx, { action: "version.update", kind: "version", id: versionId }, async (tx) => {
    const document = await writeDocument(tx, versionId, { read, now: ctx.now });
    await tx.version.update({ where: { id: versionId }, data: { draftEtag: { increment: 1 } } });
    return { result: undefined, after: { document } };
  });
  return "updated";
}

async function note(ctx: Ctx, digest: string): Promise<void> {
  await change(ctx, { action: "settings.update", kind: "settings", id: SETTING }, async (tx) => {
    const value = { digest };
    await tx.setting.upsert({
      where: { key: SETTING },
      create: { key: SETTING, value },
      update: { value },
      select: { key: true },
    });
    return { result: undefined, after: value };
  });
}

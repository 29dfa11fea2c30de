import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { createVersion } from "./create-version.ts";
import { findGrantedTeamIds, findTeamId } from "./find.ts";
import { readSource } from "./read-source.ts";
import type { Registered, RegisterApi } from "./schema.ts";
import { suggestNames } from "./suggest-names.ts";

/**
 * An API, its first version and its operations from an OpenAPI document, in one change. Names that are not given come
 * from the document. Throws `unprocessable` for a document that cannot be used, `conflict` for a taken slug or route.
 */
export async function registerApi(ctx: Ctx, input: RegisterApi): Promise<Registered> {
  const teamId = await findTeamId(ctx, input.team);
  authorise(ctx.actor, "api.create", { teamId });
  const grantedTeamIds = await findGrantedTeamIds(ctx, input.grantedTeams ?? []);
  const read = await readSource(ctx, input.source);
  const suggested = suggestNames(read.document);
  const slug =
    input.slug ?? required(suggested.slug, "slug", "The document's title makes no slug. Write one.");
  const name = input.name ?? required(suggested.name, "name", "The document has no title. Write a name.");
  const version = input.version ?? suggested.version;
  const facts = {
    slug,
    name,
    summary: input.summary ?? suggested.summary,
    tier: input.tier,
    visibility: input.visibility,
    domain: input.domain ?? "",
    tags: input.tags ?? suggested.tags,
  };
  return change(
    ctx,
    { action: "api.create", kind: "api", teamId, conflicts: { Api_slug_key: slugTaken(slug) } },
    async (tx) => {
      const id = newId("api");
      const data = { id, ...facts, grantedTeamIds, teamId, createdById: ctx.actor.id, createdAt: ctx.now };
      await refuseTakenSlug(tx, slug);
      await tx.api.create({ data });
      await createVersion(tx, { api: { id, slug }, name: version, read, actor: ctx.actor, now: ctx.now });
      const operationCount = read.document.operations.length;
      return {
        result: { slug, version, operationCount, problems: read.problems },
        id,
        after: {
          ...facts,
          grantedTeams: input.grantedTeams ?? [],
          team: input.team,
          version,
          operationCount,
        },
      };
    },
  );
}

/** The unique index decides a race; this one says at which field. */
async function refuseTakenSlug(tx: Pick<Ctx["db"], "api">, slug: string): Promise<void> {
  const taken = await tx.api.findUnique({ where: { slug }, select: { id: true } });
  if (!taken) return;
  throw new AppError("conflict", slugTaken(slug), { issues: [{ path: ["slug"], message: slugTaken(slug) }] });
}

function slugTaken(slug: string): string {
  return `The slug ${slug} is taken. Choose another.`;
}

function required(value: string, field: string, message: string): string {
  if (value !== "") return value;
  throw new AppError("invalid", message, { issues: [{ path: [field], message }] });
}

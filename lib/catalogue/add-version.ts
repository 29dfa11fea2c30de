import { change, type Ctx } from "#lib/db";
import { createVersion } from "./create-version.ts";
import { findApi } from "./find.ts";
import { readSource } from "./read-source.ts";
import type { AddVersion, ApiParams, Registered } from "./schema.ts";
import { suggestNames } from "./suggest-names.ts";

/** Another version of an API, from its own document. Throws `conflict` when the API has one of that name. */
export async function addVersion(ctx: Ctx, at: ApiParams, input: AddVersion): Promise<Registered> {
  const api = await findApi(ctx, at, "version.create");
  const read = await readSource(ctx, input.source);
  const name = input.version ?? suggestNames(read.document).version;
  const operationCount = read.document.operations.length;
  return change(
    ctx,
    {
      action: "version.create",
      kind: "version",
      teamId: api.teamId,
      conflicts: {
        Version_apiId_name_key: `${api.name} has a version ${name} already. Choose another name.`,
      },
    },
    async (tx) => {
      const id = await createVersion(tx, { api, name, read, actor: ctx.actor, now: ctx.now });
      await tx.api.update({ where: { id: api.id }, data: { updatedAt: ctx.now }, select: { id: true } });
      return {
        result: { slug: api.slug, version: name, operationCount, problems: read.problems },
        id,
        after: { api: api.slug, version: name, operationCount },
      };
    },
  );
}

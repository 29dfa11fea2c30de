import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { createVersion } from "./create-version.ts";
import { findApi } from "./find.ts";
import { readSource } from "./read-source.ts";
import { VERSIONS_MAX } from "./schema.ts";
import type { AddVersion, ApiParams, Registered } from "./schema.ts";
import { suggestNames } from "./suggest-names.ts";

/** Another version of an API, from its own document. Throws `conflict` when the API has one of that name, or too many. */
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
      await refuseTooMany(tx, api);
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

/** Two added at once wait for each other. */
async function refuseTooMany(tx: Tx, { id, name }: { id: string; name: string }): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "Api" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  if ((await tx.version.count({ where: { apiId: id } })) < VERSIONS_MAX) return;
  throw new AppError(
    "conflict",
    `${name} has ${VERSIONS_MAX} versions, which is as many as an API can have. Delete one that was never published; where the contract line stays, replace the document of its version.`,
  );
}

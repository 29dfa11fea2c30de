import { change, type Ctx, type Stage } from "#lib/db";
import { AppError } from "#lib/errors";
import { findApi } from "./find.ts";
import { getApi } from "./get-api.ts";
import type { ApiDetail, ApiParams, SetDefaultVersion } from "./schema.ts";

/**
 * Chooses the version that is meant where none is named; null lets it follow what is published. Throws `invalid` for one that
 * nobody is served by.
 */
export async function setDefaultVersion(
  ctx: Ctx,
  at: ApiParams,
  { version: name }: SetDefaultVersion,
): Promise<ApiDetail> {
  const api = await findApi(ctx, at, "api.set_default_version");
  const deed = { action: "api.set_default_version", kind: "api", id: api.id, teamId: api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const before = await tx.api.findUniqueOrThrow({
      where: { id: api.id },
      select: { defaultVersion: { select: { name: true } } },
    });
    const chosen =
      name === null
        ? null
        : await tx.version.findUnique({
            where: { apiId_name: { apiId: api.id, name } },
            select: { id: true, stage: true },
          });
    if (name !== null) refuseUnserved(name, chosen?.stage);
    await tx.api.update({
      where: { id: api.id },
      data: { defaultVersionId: chosen?.id ?? null, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: undefined,
      before: { version: before.defaultVersion?.name ?? null },
      after: { version: name },
    };
  });
  return getApi(ctx, at);
}

function refuseUnserved(name: string, stage: Stage | undefined): void {
  if (stage === "published" || stage === "deprecated") return;
  const why =
    stage === undefined ? "does not exist" : stage === "design" ? "is not published yet" : "is retired";
  const message = `${name} ${why}. Choose a version that is served.`;
  throw new AppError("invalid", message, { issues: [{ path: ["version"], message }] });
}

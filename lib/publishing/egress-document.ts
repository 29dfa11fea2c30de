import { authorise } from "#lib/access";
import { egressBody, readEgressSetting } from "#lib/catalogue";
import { change, type Ctx } from "#lib/db";
import type { EgressBody } from "#lib/routing";

/** The egress settings as one environment's gateways read them. */
export async function readEgressBody(ctx: Ctx, environment: string): Promise<EgressBody> {
  authorise(ctx.actor, "publication.reconcile");
  const { etag: _etag, ...setting } = await readEgressSetting(ctx.db);
  return egressBody(setting, environment);
}

interface WrittenEgress {
  environmentId: string;
  storeRevision: number;
  digest: string;
}

/** Records that the store holds the egress settings of this digest. */
export async function markEgressWritten(
  ctx: Ctx,
  { environmentId, storeRevision, digest }: WrittenEgress,
): Promise<void> {
  const object = { kind: "environment", id: environmentId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "Environment" SET "storeRevision" = GREATEST("storeRevision", ${storeRevision}), "egressDigest" = ${digest}
      WHERE "id" = ${environmentId}`;
    return { result: undefined, after: { storeRevision, egressDigest: digest } };
  });
}

import { authorise, type Action, type Subject } from "#lib/access";
import { AppError } from "#lib/errors";
import { Prisma } from "./generated/client.ts";
import type { Tx } from "./client.ts";
import type { Ctx } from "./context.ts";

/** What is done to which object. */
interface Deed extends Subject {
  action: Action;
  kind: string;
  /** Absent when the change creates the object; then the outcome names it. */
  id?: string;
  /** What to say when a unique index refuses, by the index's name. */
  conflicts?: Record<string, string>;
}

/** What a change leaves: its result, and the states the audit entry keeps (no secrets). */
export interface Outcome<T> {
  result: T;
  id?: string;
  before?: object | undefined;
  after?: object | undefined;
}

/**
 * The only way to write: authorises, opens one transaction, runs, and writes the audit entry in it.
 * A unique violation becomes `conflict`.
 */
export async function change<T>(
  ctx: Omit<Ctx, "log">,
  deed: Deed,
  run: (tx: Tx) => Promise<Outcome<T>>,
): Promise<T> {
  authorise(ctx.actor, deed.action, deed);
  try {
    return await ctx.db.$transaction(
      async (tx) => {
        await ctx.within?.before?.(tx);
        const outcome = await run(tx);
        const objectId = outcome.id ?? deed.id;
        if (objectId === undefined) throw new TypeError(`${deed.action}: the change names no object`);
        await tx.auditEntry.create({
          data: {
            at: ctx.now,
            actorKind: ctx.actor.kind,
            actorId: ctx.actor.id,
            actorName: ctx.actor.name,
            action: deed.action,
            objectKind: deed.kind,
            objectId,
            ...(outcome.before ? { before: outcome.before } : {}),
            ...(outcome.after ? { after: outcome.after } : {}),
            ...(ctx.requestId ? { requestId: ctx.requestId } : {}),
            ...(ctx.actor.kind === "user" && ctx.actor.token ? { tokenId: ctx.actor.token.id } : {}),
          },
        });
        await ctx.within?.after?.(tx, outcome.result);
        return outcome.result;
      },
      { timeout: 20_000, maxWait: 5_000 },
    );
  } catch (error) {
    throw constraintError(error, deed.conflicts ?? {}) ?? error;
  }
}

/** The driver adapter reports the violated index here; `meta.target` is not filled. */
function violatedIndex(error: Prisma.PrismaClientKnownRequestError): string {
  const meta = error.meta as
    | { driverAdapterError?: { cause?: { constraint?: { index?: string } } } }
    | undefined;
  return meta?.driverAdapterError?.cause?.constraint?.index ?? "";
}

function constraintError(error: unknown, conflicts: Record<string, string>): AppError | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  if (error.code !== "P2002") return undefined;
  const message =
    conflicts[violatedIndex(error)] ?? "Something with this name exists already. Choose another.";
  return new AppError("conflict", message, { cause: error });
}

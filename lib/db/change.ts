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
 * A unique violation becomes `conflict`. `run` is run again when PostgreSQL gave its transaction up for another that waited for
 * it (deadlock), so it must do nothing outside of the transaction.
 */
export async function change<T>(
  ctx: Omit<Ctx, "log">,
  deed: Deed,
  run: (tx: Tx) => Promise<Outcome<T>>,
): Promise<T> {
  authorise(ctx.actor, deed.action, deed);
  try {
    return await again(ATTEMPTS, () => transact(ctx, deed, run));
  } catch (error) {
    throw constraintError(error, deed.conflicts ?? {}) ?? error;
  }
}

function transact<T>(ctx: Omit<Ctx, "log">, deed: Deed, run: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
  return ctx.db.$transaction(
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
}

const ATTEMPTS = 3;

/** The other transaction of a deadlock has gone on, so another try has its turn. */
async function again<T>(attempts: number, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (attempts <= 1 || !isDeadlock(error)) throw error;
    return again(attempts - 1, attempt);
  }
}

/** What the driver adapter says of a violation or a conflict; `meta.target` is not filled. */
interface Cause {
  kind?: string;
  constraint?: { index?: string };
}

function causeOf(error: Prisma.PrismaClientKnownRequestError): Cause | undefined {
  const meta = error.meta as { driverAdapterError?: { cause?: Cause } } | undefined;
  return meta?.driverAdapterError?.cause;
}

/** Also of a statement of our own, whose error has a code (P2010) that says nothing. */
function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === "P2034" || causeOf(error)?.kind === "TransactionWriteConflict";
}

function constraintError(error: unknown, conflicts: Record<string, string>): AppError | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  if (error.code !== "P2002") return undefined;
  const message =
    conflicts[causeOf(error)?.constraint?.index ?? ""] ??
    "Something with this name exists already. Choose another.";
  return new AppError("conflict", message, { cause: error });
}

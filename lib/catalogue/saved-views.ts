import { authorise } from "#lib/access";
import { change, containing, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { pageSlice, type Page } from "#lib/paging";
import { VIEWS_MAX } from "./schema.ts";
import type { SavedViewDto, SaveView, UpdateView, ViewParams, ViewQuery } from "./schema.ts";

const VIEW = {
  id: true,
  userId: true,
  name: true,
  search: true,
  updatedAt: true,
  user: { select: { name: true } },
} as const satisfies Prisma.SavedViewSelect;

const NAME_TAKEN = {
  SavedView_userId_name_key: "You have a view of this name already. Choose another, or change that one.",
};

function toDto(row: Prisma.SavedViewGetPayload<{ select: typeof VIEW }>, { actor }: Ctx): SavedViewDto {
  const { userId, user, updatedAt, ...own } = row;
  return { ...own, isOwn: userId === actor.id, ownerName: user.name, updatedAt: updatedAt.toISOString() };
}

/** The reader's own views by page. */
export async function listViews(ctx: Ctx, query: ViewQuery): Promise<Page<SavedViewDto>> {
  authorise(ctx.actor, "view.read", { userId: ctx.actor.id });
  const where = { userId: ctx.actor.id, ...(query.q ? { name: containing(query.q) } : {}) };
  const [rows, total] = await Promise.all([
    ctx.db.savedView.findMany({
      where,
      select: VIEW,
      orderBy: [{ name: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.savedView.count({ where }),
  ]);
  return { items: rows.map((row) => toDto(row, ctx)), total, page: query.page, size: query.size };
}

/** A view by its id, which is what its owner passes on; it shows each reader what that reader may see. */
export async function getView(ctx: Ctx, at: ViewParams): Promise<SavedViewDto> {
  authorise(ctx.actor, "view.read", { userId: ctx.actor.id });
  const row = await ctx.db.savedView.findUnique({ where: { id: at.id }, select: VIEW });
  if (!row) throw new AppError("not_found", "There is no such view. Its owner may have deleted it.");
  return toDto(row, ctx);
}

/** Keeps a search under a name. Throws `conflict` when one has a view of that name, or as many as one may have. */
export async function createView(ctx: Ctx, input: SaveView): Promise<SavedViewDto> {
  const deed = { action: "view.create", kind: "view", userId: ctx.actor.id, conflicts: NAME_TAKEN } as const;
  return change(ctx, deed, async (tx) => {
    await refuseTooMany(tx, ctx.actor.id);
    const id = newId("view");
    const row = await tx.savedView.create({
      data: { id, ...input, userId: ctx.actor.id, createdAt: ctx.now, updatedAt: ctx.now },
      select: VIEW,
    });
    return { result: toDto(row, ctx), id, after: input };
  });
}

/** Two saved at once wait for each other. */
async function refuseTooMany(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "User" WHERE "id" = ${userId} FOR NO KEY UPDATE`;
  if ((await tx.savedView.count({ where: { userId } })) < VIEWS_MAX) return;
  throw new AppError(
    "conflict",
    `You have ${VIEWS_MAX} views, which is as many as one can keep. Delete one first.`,
  );
}

/** Renames a view or gives it another search. Throws `not_found` for one of somebody else. */
export async function updateView(ctx: Ctx, at: ViewParams, input: UpdateView): Promise<SavedViewDto> {
  const { name, search } = await ownView(ctx, at);
  const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const deed = {
    action: "view.update",
    kind: "view",
    id: at.id,
    userId: ctx.actor.id,
    conflicts: NAME_TAKEN,
  } as const;
  return change(ctx, deed, async (tx) => {
    const row = await tx.savedView.update({
      where: { id: at.id, userId: ctx.actor.id },
      data: { ...changes, updatedAt: ctx.now },
      select: VIEW,
    });
    return { result: toDto(row, ctx), before: { name, search }, after: input };
  });
}

/** Throws `not_found` for a view of somebody else. */
export async function deleteView(ctx: Ctx, at: ViewParams): Promise<void> {
  const { name, search } = await ownView(ctx, at);
  const deed = { action: "view.delete", kind: "view", id: at.id, userId: ctx.actor.id } as const;
  await change(ctx, deed, async (tx) => {
    await tx.savedView.deleteMany({ where: { id: at.id, userId: ctx.actor.id } });
    return { result: undefined, before: { name, search } };
  });
}

async function ownView(ctx: Ctx, at: ViewParams): Promise<{ name: string; search: string }> {
  authorise(ctx.actor, "view.read", { userId: ctx.actor.id });
  const row = await ctx.db.savedView.findFirst({
    where: { id: at.id, userId: ctx.actor.id },
    select: { name: true, search: true },
  });
  if (!row) throw new AppError("not_found", "You have no such view.");
  return row;
}

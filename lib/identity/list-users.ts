import { authorise } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import type { User, UserQuery } from "./schema.ts";
import { toUser, USER_SELECT } from "./user-row.ts";

/** Accounts by page; `q` looks into names and addresses. */
export async function listUsers(ctx: Ctx, query: UserQuery): Promise<Page<User>> {
  authorise(ctx.actor, "user.read");
  const contains = containing(query.q);
  const where: Prisma.UserWhereInput = query.q ? { OR: [{ name: contains }, { email: contains }] } : {};
  const order = query.sort === "lastSignInAt" ? { sort: query.dir, nulls: "last" as const } : query.dir;
  const [rows, total] = await Promise.all([
    ctx.db.user.findMany({
      where,
      select: USER_SELECT,
      orderBy: [{ [query.sort]: order }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.user.count({ where }),
  ]);
  return { items: rows.map(toUser), total, page: query.page, size: query.size };
}

/** One account. Throws `not_found`. */
export async function readUser(ctx: Ctx, id: string): Promise<User> {
  authorise(ctx.actor, "user.read");
  const row = await ctx.db.user.findUnique({ where: { id }, select: USER_SELECT });
  if (!row) throw new AppError("not_found", "There is no such account.");
  return toUser(row);
}

import { authorise, may, type Actor } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import type { Transfer, TransferQuery } from "./schema.ts";

const TEAM = { select: { slug: true, name: true } } as const;
const TRANSFER = {
  id: true,
  kind: true,
  objectId: true,
  fromTeamId: true,
  toTeamId: true,
  state: true,
  note: true,
  requestedByName: true,
  requestedAt: true,
  decidedByName: true,
  decidedAt: true,
  from: TEAM,
  to: TEAM,
} as const satisfies Prisma.TransferSelect;

type TransferRow = Prisma.TransferGetPayload<{ select: typeof TRANSFER }>;
type Named = { slug: string; name: string };
export type FoundTransfer = TransferRow & { object: Named | null };

/** Hand-overs from and to teams whose insides the reader may see, newest first. */
export async function listTransfers(ctx: Ctx, query: TransferQuery): Promise<Page<Transfer>> {
  authorise(ctx.actor, "team.read");
  const where: Prisma.TransferWhereInput = {
    AND: [
      visibleTo(ctx.actor),
      ...(query.team ? [{ OR: [{ from: { slug: query.team } }, { to: { slug: query.team } }] }] : []),
    ],
    ...(query.state && { state: query.state }),
  };
  const [rows, total] = await Promise.all([
    ctx.db.transfer.findMany({
      where,
      select: TRANSFER,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.transfer.count({ where }),
  ]);
  const names = await namesOf(ctx, rows);
  const items = rows.map((row) => toTransfer({ ...row, object: names.get(row.objectId) ?? null }, ctx.actor));
  return { items, total, page: query.page, size: query.size };
}

/** One hand-over. Throws `not_found`, also for those who are in neither team. */
export async function readTransfer(ctx: Ctx, id: string): Promise<Transfer> {
  return toTransfer(await findTransfer(ctx, id), ctx.actor);
}

export async function findTransfer(ctx: Ctx, id: string): Promise<FoundTransfer> {
  const row = await ctx.db.transfer.findFirst({
    where: { id, AND: [visibleTo(ctx.actor)] },
    select: TRANSFER,
  });
  if (!row) throw new AppError("not_found", "There is no such hand-over that you can see.");
  return { ...row, object: (await namesOf(ctx, [row])).get(row.objectId) ?? null };
}

/** The set form of the `transfer.read` rule: for either team. */
function visibleTo(actor: Actor): Prisma.TransferWhereInput {
  if (may(actor, "transfer.read")) return {};
  const teamId = { in: actor.kind === "user" ? Object.keys(actor.teams) : [] };
  return { OR: [{ fromTeamId: teamId }, { toTeamId: teamId }] };
}

async function namesOf({ db }: Ctx, rows: readonly TransferRow[]): Promise<Map<string, Named>> {
  const ids = rows.map(({ objectId }) => objectId);
  const select = { id: true, slug: true, name: true } as const;
  const [apis, applications] = await Promise.all([
    db.api.findMany({ where: { id: { in: ids } }, select }),
    db.application.findMany({ where: { id: { in: ids }, deletedAt: null }, select }),
  ]);
  return new Map([...apis, ...applications].map(({ id, slug, name }) => [id, { slug, name }]));
}

function toTransfer(row: FoundTransfer, actor: Actor): Transfer {
  const isPending = row.state === "pending";
  const { id, kind, object, from, to, state, note } = row;
  return {
    id,
    kind,
    object,
    from,
    to,
    state,
    note,
    requestedBy: row.requestedByName,
    requestedAt: row.requestedAt.toISOString(),
    decidedBy: row.decidedByName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    mayAccept: isPending && may(actor, "transfer.accept", { teamId: row.toTeamId }),
    mayWithdraw: isPending && may(actor, "transfer.withdraw", { teamId: row.fromTeamId }),
  };
}

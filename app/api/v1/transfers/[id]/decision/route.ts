import { handle } from "@/app/_server/handle.ts";
import { decideTransfer, DecideTransfer, Transfer, TransferParams } from "#lib/transfers";

export const POST = handle(
  {
    summary: "Accept, decline or withdraw a hand-over",
    area: "people",
    params: TransferParams,
    body: DecideTransfer,
    answer: Transfer,
  },
  ({ ctx, params, body }) => decideTransfer(ctx, { ...params, ...body }),
);

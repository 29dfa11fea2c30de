import { handle } from "@/app/_server/handle.ts";
import { readTransfer, Transfer, TransferParams } from "#lib/transfers";

export const GET = handle(
  { summary: "Read a hand-over", area: "people", params: TransferParams, answer: Transfer },
  ({ ctx, params }) => readTransfer(ctx, params.id),
);

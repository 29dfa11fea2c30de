import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listTransfers, requestTransfer, RequestTransfer, Transfer, TransferList } from "#lib/transfers";

export const GET = handle(
  { summary: "List hand-overs", area: "people", query: TransferList.api, answer: pageOf(Transfer) },
  ({ ctx, query }) => listTransfers(ctx, query),
);

export const POST = handle(
  {
    summary: "Hand an API or an application over to another team",
    area: "people",
    body: RequestTransfer,
    status: 201,
    answer: Transfer,
  },
  ({ ctx, body }) => requestTransfer(ctx, body),
);

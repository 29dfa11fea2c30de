import { handle } from "@/app/_server/handle.ts";
import { DecideWaiver, decideWaiver, WaiverDto, WaiverParams } from "#lib/rules";

export const POST = handle(
  {
    summary: "Grant, refuse, revoke or withdraw a waiver",
    area: "governance",
    params: WaiverParams,
    body: DecideWaiver,
    answer: WaiverDto,
  },
  ({ ctx, params, body }) => decideWaiver(ctx, { id: params.id, input: body }),
);

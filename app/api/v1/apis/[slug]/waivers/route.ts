import { handle } from "@/app/_server/handle.ts";
import { ApiParams, AskWaiver, askWaiver, WaiverDto } from "#lib/rules";

export const POST = handle(
  {
    summary: "Ask for a waiver of a governance rule",
    area: "governance",
    params: ApiParams,
    body: AskWaiver,
    status: 201,
    answer: WaiverDto,
  },
  ({ ctx, params, body }) => askWaiver(ctx, { slug: params.slug, input: body }),
);

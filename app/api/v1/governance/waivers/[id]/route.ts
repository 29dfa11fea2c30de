import { handle } from "@/app/_server/handle.ts";
import { getWaiver, WaiverDto, WaiverParams } from "#lib/rules";

export const GET = handle(
  { summary: "Read a waiver", area: "governance", params: WaiverParams, answer: WaiverDto },
  ({ ctx, params }) => getWaiver(ctx, params.id),
);

import { handle } from "@/app/_server/handle.ts";
import { listGateways } from "#lib/publishing";
import { GatewayDto, GatewayList } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  { summary: "List gateways", area: "platform", query: GatewayList.api, answer: pageOf(GatewayDto) },
  ({ ctx, query }) => listGateways(ctx, query),
);

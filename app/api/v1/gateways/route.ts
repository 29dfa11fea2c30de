import { handle } from "@/app/_server/handle.ts";
import { listGateways } from "#lib/publishing";
import { GatewayList } from "#lib/publishing/schema";

export const GET = handle({ query: GatewayList.api }, ({ ctx, query }) => listGateways(ctx, query));

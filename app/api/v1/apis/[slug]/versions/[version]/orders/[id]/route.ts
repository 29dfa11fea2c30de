import { handle } from "@/app/_server/handle.ts";
import { getOrder } from "#lib/publishing";
import { OrderParams } from "#lib/publishing/schema";

export const GET = handle({ params: OrderParams }, ({ ctx, params }) => getOrder(ctx, params));

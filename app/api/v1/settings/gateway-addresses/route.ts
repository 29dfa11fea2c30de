import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { getGatewayAddresses, updateGatewayAddresses } from "#lib/reference";
import { UpdateGatewayAddresses } from "#lib/reference/schema";

export const GET = handle({}, ({ ctx }) => getGatewayAddresses(ctx, instance().config.gateway));

export const PUT = handle({ body: UpdateGatewayAddresses }, ({ ctx, body }) =>
  updateGatewayAddresses(ctx, body, instance().config.gateway),
);

import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { getGatewayAddresses, updateGatewayAddresses } from "#lib/reference";
import { GatewayAddresses, UpdateGatewayAddresses } from "#lib/reference/schema";

export const GET = handle(
  { summary: "Read the addresses of gateways", area: "platform", answer: GatewayAddresses },
  ({ ctx }) => getGatewayAddresses(ctx, instance().config.gateway),
);

export const PUT = handle(
  {
    summary: "Change the addresses of gateways",
    area: "platform",
    body: UpdateGatewayAddresses,
    answer: GatewayAddresses,
    resource: GET,
  },
  ({ ctx, body }) => updateGatewayAddresses(ctx, body, instance().config.gateway),
);

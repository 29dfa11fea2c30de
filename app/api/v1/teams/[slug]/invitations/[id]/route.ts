import { handle } from "@/app/_server/handle.ts";
import { InvitationParams, withdrawInvitation } from "#lib/identity";

export const DELETE = handle(
  { summary: "Withdraw an invitation", area: "people", params: InvitationParams },
  ({ ctx, params }) => withdrawInvitation(ctx, params),
);

import { handle } from "@/app/_server/handle.ts";
import { revokeToken, TokenParams } from "#lib/identity";

export const DELETE = handle(
  { summary: "Revoke an access token", area: "account", params: TokenParams },
  ({ ctx, params }) => revokeToken(ctx, params.id),
);

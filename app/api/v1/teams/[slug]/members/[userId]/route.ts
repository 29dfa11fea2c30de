import { handle } from "@/app/_server/handle.ts";
import { MemberParams, removeMembership } from "#lib/identity";

export const DELETE = handle(
  { summary: "Remove a member", area: "people", params: MemberParams },
  ({ ctx, params }) => removeMembership(ctx, params),
);

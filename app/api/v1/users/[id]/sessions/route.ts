import { handle } from "@/app/_server/handle.ts";
import { endSessions, UserParams } from "#lib/identity";

export const DELETE = handle(
  { summary: "End all sessions and access tokens of an account", area: "people", params: UserParams },
  ({ ctx, params }) => endSessions(ctx, params.id),
);

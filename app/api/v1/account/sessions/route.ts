import { handle } from "@/app/_server/handle.ts";
import { endSessions } from "#lib/identity";

export const DELETE = handle(
  { summary: "End all own sessions and access tokens", area: "account", actor: "session" },
  ({ ctx }) => endSessions(ctx, ctx.actor.id),
);

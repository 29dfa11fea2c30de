import { handle } from "@/app/_server/handle.ts";
import { changeOwnPassword, ChangePassword } from "#lib/identity";

export const PUT = handle(
  { summary: "Change the own password", area: "account", body: ChangePassword, actor: "session" },
  ({ ctx, body }) => changeOwnPassword(ctx, body),
);

import { handle } from "@/app/_server/handle.ts";
import { changeOwnPassword, ChangePassword } from "#lib/identity";

export const PUT = handle({ body: ChangePassword }, ({ ctx, body }) => changeOwnPassword(ctx, body));

import { handle } from "@/app/_server/handle.ts";
import { setPasswordByLink, UseLink } from "#lib/identity";

export const POST = handle({ body: UseLink, actor: "none" }, ({ ctx, body }) => setPasswordByLink(ctx, body));

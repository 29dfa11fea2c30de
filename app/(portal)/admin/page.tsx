import { redirect } from "next/navigation";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { routes } from "@/components/shell/routes.ts";
import { may } from "#lib/access";

/** To the first part that the visitor may see. */
export default async function AdminPage() {
  const { actor } = await pageCtx();
  redirect(may(actor, "user.read") ? routes.users() : routes.audit());
}

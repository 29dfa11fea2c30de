import { redirect } from "next/navigation";
import { orNothing, type Ctx } from "@/app/_server/page-ctx.ts";
import { routes } from "@/components/shell/routes.ts";
import { getView } from "#lib/catalogue";
import { ViewParams } from "#lib/catalogue/schema";

/** A link that names a saved view and nothing else shows what the view keeps. */
export async function openView(ctx: Ctx, search: URLSearchParams): Promise<void> {
  const params = ViewParams.safeParse({ id: search.get("saved") });
  if (!params.success || search.size > 1) return;
  const view = await orNothing(getView(ctx, params.data));
  if (view?.search)
    redirect(routes.catalogue({ ...Object.fromEntries(new URLSearchParams(view.search)), saved: view.id }));
}

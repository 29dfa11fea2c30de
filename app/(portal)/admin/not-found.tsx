import { Lock } from "lucide-react";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { may } from "#lib/access";
import NotFound from "../not-found.tsx";

/** Whoever is no administrator learns that it is not a wrong address, and who can help. */
export default async function AdminNotFound() {
  const { actor } = await pageCtx();
  if (may(actor, "settings.read")) return <NotFound />;
  return (
    <>
      <title>For administrators · Understudy</title>
      <h1 className="sr-only">For administrators</h1>
      <EmptyState
        icon={Lock}
        title="This is for administrators."
        action={<ButtonLink href={routes.home()}>Go home</ButtonLink>}
      >
        {`You are signed in as ${actor.name}. Ask an administrator to look for you, or to make you one.`}
      </EmptyState>
    </>
  );
}

import { SearchX } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";

export default function NotFound() {
  return (
    <>
      <title>Not found · Understudy</title>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={SearchX}
        title="This is not here."
        action={<ButtonLink href={routes.catalogue()}>Open the catalogue</ButtonLink>}
      >
        It may have been deleted, renamed, or be visible to its team only.
      </EmptyState>
    </>
  );
}

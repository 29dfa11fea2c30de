import { CirclePlus, SearchX } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";

/** Nothing matches, or nothing is there yet: what to do about it. */
export function NothingFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No API matches."
        action={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        Try fewer words, or take a filter away.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CirclePlus}
      title="No API is registered yet."
      action={
        <ButtonLink href={routes.newApi()} variant="primary">
          Register your first API
        </ButtonLink>
      }
    >
      Bring an OpenAPI document: paste it, upload it, or say where it is.
    </EmptyState>
  );
}

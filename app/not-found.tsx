import { SearchX } from "lucide-react";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { routes } from "@/components/shell/routes.ts";

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <title>Not found · Understudy</title>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={SearchX}
        title="There is no such page."
        action={<ButtonLink href={routes.home()}>Go home</ButtonLink>}
      >
        The address may be wrong, or it has moved.
      </EmptyState>
    </main>
  );
}

import { routes } from "@/components/shell/routes.ts";
import { buttonStyles } from "@/components/ui/button-styles.ts";

/** Without client components: what this page loads, every page loads. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-4 text-center">
      <title>Not found · Understudy</title>
      <h1 className="text-lg font-semibold">There is no such page.</h1>
      <p className="text-sm text-text-muted">The address may be wrong, or it has moved.</p>
      <a href={routes.home()} className={buttonStyles({ variant: "secondary" })}>
        Go home
      </a>
    </main>
  );
}

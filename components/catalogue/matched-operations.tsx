import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import type { ApiHit } from "#lib/catalogue/schema";
import { Marked } from "./marked.tsx";

/** Why an API was found that is not called like that: its operations with the words, each a way to its reference. */
export function MatchedOperations({ api, terms }: { api: ApiHit; terms: readonly string[] }) {
  if (!api.match || api.match.operations.length === 0) return null;
  return (
    <ul
      className="relative z-10 flex min-w-0 flex-col gap-0.5 pt-1.5 text-xs"
      aria-label="Matching operations"
    >
      {api.match.operations.map(({ version, key, method, path, summary }) => (
        <li key={`${version} ${key}`} className="flex min-w-0">
          <Link
            href={routes.reference(api.slug, { version, operation: key })}
            className="flex min-w-0 items-baseline gap-2 rounded-sm hover:text-accent"
          >
            <span className="shrink-0 font-mono font-medium text-text-muted">{method}</span>
            <span className="truncate font-mono">
              <Marked text={path} terms={terms} />
            </span>
            <span className="hidden truncate text-text-muted sm:inline">
              <Marked text={summary} terms={terms} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

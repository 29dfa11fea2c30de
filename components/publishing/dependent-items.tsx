import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import type { Page } from "#lib/paging/schema";
import type { DependentDto } from "#lib/publishing/schema";

interface DependentItemsProps {
  dependents: Page<DependentDto> & { hidden: number };
  environment: string;
}

/** Whose chains a version is in: each with a way to its chain; the rest and the invisible ones by number. */
export function DependentItems({ dependents, environment }: DependentItemsProps) {
  const { items, total, hidden } = dependents;
  const more = total - items.length;
  return (
    <ul className="flex flex-col gap-1.5 pt-2">
      {items.map(({ api, apiName, version, isDirect }) => (
        <li key={`${api} ${version}`} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <Link
            href={routes.fallback(api, { version, environment })}
            className="min-w-0 truncate rounded-sm text-accent underline-offset-2 hover:underline"
          >
            {apiName}
          </Link>
          <span className="font-mono text-xs text-text-muted">{version}</span>
          {isDirect ? null : <span className="text-xs text-text-muted">through another API</span>}
        </li>
      ))}
      {more > 0 ? <li className="text-text-muted">and {more} more</li> : null}
      {hidden > 0 ? (
        <li className="text-text-muted">
          {hidden === 1 ? "1 that you cannot see" : `${hidden} that you cannot see`}
        </li>
      ) : null}
    </ul>
  );
}

import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import { Link } from "./link.tsx";

/** Where this page is; the last entry is the page itself and has no link. */
export function Breadcrumbs({ items }: { items: { label: string; href?: Route }[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-sm text-text-muted">
        {items.map((item, index) => (
          <li key={`${index}-${item.label}`} className="flex min-w-0 items-center gap-1 last:shrink">
            {index > 0 ? <ChevronRight aria-hidden className="size-3.5 shrink-0" /> : null}
            {item.href ? (
              <Link href={item.href} className="truncate rounded-sm hover:text-text">
                {item.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

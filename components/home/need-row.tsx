import type { Route } from "next";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link.tsx";

interface NeedRowProps {
  href: Route;
  title: ReactNode;
  /** Which version, which environment. */
  where?: string;
  /** Badges and times, on the right. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** One thing that needs somebody; the whole row leads there. */
export function NeedRow({ href, title, where, aside, children }: NeedRowProps) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm hover:bg-surface">
      <span className="flex min-w-48 flex-1 flex-col">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <Link
            href={href}
            className="min-w-0 font-medium break-words after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {title}
          </Link>
          {where ? <span className="text-text-muted">{where}</span> : null}
        </span>
        {children ? <span className="line-clamp-2 break-words text-text-muted">{children}</span> : null}
      </span>
      {aside ? (
        <span className="flex flex-wrap items-center gap-2 text-xs text-text-muted">{aside}</span>
      ) : null}
    </li>
  );
}

import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { Route } from "next";
import { Link } from "./link.tsx";
import { Th } from "./table.tsx";

interface SortHeaderProps {
  label: string;
  /** The direction when this column is the sorted one. */
  dir: "asc" | "desc" | undefined;
  /** Where the other order is shown. */
  href: Route;
  className?: string;
}

/** A column heading that sorts by its link: the order lives in the URL. */
export function SortHeader({ label, dir, href, className }: SortHeaderProps) {
  const Icon = dir === "asc" ? ArrowUp : dir === "desc" ? ArrowDown : ChevronsUpDown;
  const ariaSort = dir === "asc" ? "ascending" : dir === "desc" ? "descending" : "none";
  return (
    <Th aria-sort={ariaSort} {...(className ? { className } : {})}>
      <Link href={href} scroll={false} className="inline-flex items-center gap-1 rounded-sm hover:text-text">
        {label}
        <Icon aria-hidden className="size-3.5" />
      </Link>
    </Th>
  );
}

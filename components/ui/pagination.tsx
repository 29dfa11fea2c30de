import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import { ButtonLink } from "./button-link.tsx";
import { Button } from "./button.tsx";
import { countOf, formatNumber } from "./format-number.ts";

interface PaginationProps {
  page: number;
  size: number;
  total: number;
  /** The URL of a page; every other part of the URL stays. */
  href: (page: number) => Route;
  /** What is counted, in the regular plural: "APIs". */
  noun: string;
}

/** "21–40 of 312 APIs" and the way to the neighbours. Silent about pages when there is one, and where nothing is. */
export function Pagination({ page, size, total, href, noun }: PaginationProps) {
  if (total === 0) return null;
  const pages = Math.max(1, Math.ceil(total / size));
  const from = (page - 1) * size + 1;
  const to = Math.min(total, page * size);
  return (
    <nav aria-label={`Pages of ${noun}`} className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-sm text-text-muted tabular-nums">
        {pages === 1
          ? countOf(total, noun.replace(/s$/, ""), noun)
          : `${formatNumber(from)}–${formatNumber(to)} of ${formatNumber(total)} ${noun}`}
      </p>
      {pages > 1 ? (
        <div className="flex items-center gap-2">
          <Step to={page > 1 ? href(page - 1) : undefined} label="Previous" />
          <span className="text-sm text-text-muted tabular-nums">{`${formatNumber(page)} / ${formatNumber(pages)}`}</span>
          <Step to={page < pages ? href(page + 1) : undefined} label="Next" />
        </div>
      ) : null}
    </nav>
  );
}

function Step({ to, label }: { to: Route | undefined; label: "Previous" | "Next" }) {
  const content = (
    <>
      {label === "Previous" ? <ChevronLeft aria-hidden /> : null}
      {label}
      {label === "Next" ? <ChevronRight aria-hidden /> : null}
    </>
  );
  if (to === undefined) {
    return (
      <Button size="sm" disabled>
        {content}
      </Button>
    );
  }
  return (
    <ButtonLink size="sm" href={to} rel={label === "Next" ? "next" : "prev"}>
      {content}
    </ButtonLink>
  );
}

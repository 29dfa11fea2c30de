"use client";

import { Button } from "./button.tsx";
import { formatNumber } from "./format-number.ts";

interface ListPagerProps {
  page: number;
  size: number;
  total: number;
  noun: string;
  onPage: (page: number) => void;
}

/** The way through a list that shares its page with others, and so is no part of the URL. */
export function ListPager({ page, size, total, noun, onPage }: ListPagerProps) {
  const pages = Math.max(1, Math.ceil(total / size));
  return (
    <nav aria-label={`Pages of ${noun}`} className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-sm text-text-muted tabular-nums">{`${formatNumber(total)} ${noun}`}</p>
      <div className="flex items-center gap-2">
        <Button size="sm" disabled={page <= 1} onClick={() => onPage(page - 1)}>
          Previous
        </Button>
        <span className="text-sm text-text-muted tabular-nums">{`${formatNumber(page)} / ${formatNumber(pages)}`}</span>
        <Button size="sm" disabled={page >= pages} onClick={() => onPage(page + 1)}>
          Next
        </Button>
      </div>
    </nav>
  );
}

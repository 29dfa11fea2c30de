import { twMerge } from "tailwind-merge";
import { describe, expect, it } from "vitest";
import { cn } from "./cn.ts";

/** What our components are given on top of their own classes; the library with its full list is the reference. */
const CASES = [
  ["relative inline-flex w-full min-w-0", "w-44 shrink-0"],
  [
    "inline-flex h-8 px-3 text-sm border-border bg-surface-raised",
    "w-8 rounded-full bg-accent-soft px-0 text-xs text-accent",
  ],
  ["border-transparent text-text", "text-text-muted hover:text-text"],
  ["size-4 animate-spin", "size-5 text-text-muted"],
  ["p-4", "px-2 pt-1"],
  ["px-2 py-1", "p-4"],
  ["flex gap-x-2", "gap-4 flex-col"],
  ["border border-border rounded-md", "border-2 border-danger rounded-lg"],
  ["border-b border-border", "border-b-0 border-dashed"],
  ["hidden md:table-cell", "block md:hidden"],
  ["text-left text-xs font-medium", "text-right font-mono font-normal"],
  ["max-w-md overflow-x-auto", "max-w-3xl overflow-hidden"],
  ["h-4 w-full", "size-6"],
] as const;

describe("cn", () => {
  it.each(CASES)("merges %s with %s as the whole library does", (own, given) => {
    const ours = cn(own, given).split(" ").toSorted();
    // Custom colours are unknown to the library's list, which takes any word after text- and border- for a colour, as ours does.
    expect(ours).toEqual(twMerge(own, given).split(" ").toSorted());
  });

  it("leaves out what is false", () => {
    expect(cn("flex", false, undefined, ["gap-2"])).toBe("flex gap-2");
  });
});

import { clsx, type ClassValue } from "clsx";
import { createTailwindMerge } from "tailwind-merge";
import { MERGE_CONFIG } from "./merge-config.ts";

const merge = createTailwindMerge(() => MERGE_CONFIG);

/** Joins class names; of two that set the same property the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}

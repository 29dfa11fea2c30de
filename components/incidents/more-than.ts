import { countOf } from "@/components/ui/format-number.ts";

/** " for more than 15 minutes", to stand after "served from fallback"; nothing where the limit is none. */
export function moreThan(minutes: number): string {
  return minutes === 0 ? "" : ` for more than ${countOf(minutes, "minute")}`;
}

import type { Tone } from "@/components/ui/badge.tsx";

/** The colour of an HTTP status or a range of them ("4XX"); the number says the same. */
export function statusTone(status: string): Tone {
  switch (status.charAt(0)) {
    case "2":
      return "ok";
    case "3":
      return "info";
    case "4":
      return "warn";
    case "5":
      return "danger";
    default:
      return "neutral";
  }
}

import { Badge, type Tone } from "@/components/ui/badge.tsx";

const TONES: Record<string, Tone> = {
  GET: "info",
  HEAD: "info",
  POST: "ok",
  PUT: "warn",
  PATCH: "warn",
  DELETE: "danger",
};

/** An HTTP method, always as wide as the longest, so that paths line up. */
export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge tone={TONES[method] ?? "neutral"} className="w-16 justify-center font-mono">
      {method}
    </Badge>
  );
}

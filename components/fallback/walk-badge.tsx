import { Badge, type Tone } from "@/components/ui/badge.tsx";

/** What a simulated request did at one target. */
export interface WalkMark {
  text: string;
  tone: Tone;
}

/** Shown on the cards while a simulation is open: the request's walk over them. */
export function WalkBadge({ mark }: { mark: WalkMark | undefined }) {
  if (mark === undefined) return null;
  return (
    <Badge tone={mark.tone} className="tabular-nums">
      <span className="truncate">{mark.text}</span>
    </Badge>
  );
}

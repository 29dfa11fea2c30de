import {
  CircleCheck,
  CircleX,
  Hourglass,
  Plug,
  TimerReset,
  TrendingUp,
  Unplug,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import type { TargetStatus } from "#lib/telemetry/schema";

/** Each state: icon, word and colour, the same everywhere. */
export const STATE_LOOK: Record<TargetStatus["state"], { icon: LucideIcon; word: string; tone: Tone }> = {
  up: { icon: CircleCheck, word: "Up", tone: "ok" },
  ejected: { icon: CircleX, word: "Out of service", tone: "danger" },
  open: { icon: Unplug, word: "Circuit open", tone: "danger" },
  half_open: { icon: Plug, word: "Circuit half-open", tone: "warn" },
  cooling: { icon: TimerReset, word: "Cooling", tone: "warn" },
  held: { icon: Hourglass, word: "Hold-down", tone: "info" },
  ramping: { icon: TrendingUp, word: "Slow start", tone: "info" },
};

/** A target's live state: icon, word and colour; the reason on hover. Local targets have no state. */
export function TargetStateBadge({ status }: { status: TargetStatus }) {
  if (status.kind === "static" || status.kind === "stale") return null;
  const look = STATE_LOOK[status.state];
  const Icon = look.icon;
  return (
    <Badge tone={look.tone} title={status.reason || undefined}>
      <Icon aria-hidden />
      {look.word}
      {status.sharePercent === undefined ? "" : ` ${status.sharePercent} %`}
    </Badge>
  );
}

import { CircleCheck, CircleDashed, CircleX, Shield, TriangleAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "./badge.tsx";

/** `fallback`: another target answers for the primary. `unknown`: no gateway has reported. */
export type Health = "healthy" | "fallback" | "degraded" | "down" | "unknown";

const LOOK: Record<Health, { icon: LucideIcon; word: string; tone: Tone }> = {
  healthy: { icon: CircleCheck, word: "Healthy", tone: "ok" },
  fallback: { icon: Shield, word: "On fallback", tone: "fallback" },
  degraded: { icon: TriangleAlert, word: "Degraded", tone: "warn" },
  down: { icon: CircleX, word: "Down", tone: "danger" },
  unknown: { icon: CircleDashed, word: "No reports", tone: "neutral" },
};

/** How something answers right now. `word` replaces the default word where the place asks for another. */
export function HealthBadge({ health, word }: { health: Health; word?: string }) {
  const look = LOOK[health];
  const Icon = look.icon;
  return (
    <Badge tone={look.tone}>
      <Icon aria-hidden />
      {word ?? look.word}
    </Badge>
  );
}

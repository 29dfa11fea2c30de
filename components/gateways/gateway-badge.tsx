import { CircleCheck, CloudOff, FileX, GitFork, History, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import type { GatewayDto } from "#lib/publishing/schema";

interface Look {
  icon: LucideIcon;
  word: string;
  tone: Tone;
}

/** The one thing to know about a gateway: the worst that holds. */
function lookOf({ connected, rejects, drift, behindBy }: GatewayDto): Look {
  if (!connected) return { icon: CloudOff, word: "Not connected", tone: "danger" };
  if (rejects.length > 0)
    return { icon: FileX, word: `Refuses ${countOf(rejects.length, "document")}`, tone: "danger" };
  if (drift !== null) return { icon: GitFork, word: "Drift", tone: "warn" };
  if (behindBy > 0) return { icon: History, word: `Behind by ${formatNumber(behindBy)}`, tone: "warn" };
  return { icon: CircleCheck, word: "In step", tone: "ok" };
}

export function GatewayBadge({ gateway }: { gateway: GatewayDto }) {
  const { icon: Icon, word, tone } = lookOf(gateway);
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}

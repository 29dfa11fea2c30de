import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hourglass,
  PauseCircle,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { Spinner } from "@/components/ui/spinner.tsx";
import type { Enforcement, KeyState, SubscriptionState } from "#lib/consumers/schema";

interface Look {
  icon: LucideIcon;
  tone: Tone;
  word: string;
  /** While gateways do not act on it yet. */
  becoming: string;
}

const SUBSCRIPTION: Record<SubscriptionState, Look> = {
  pending: { icon: Hourglass, tone: "info", word: "Waiting for approval", becoming: "Waiting for approval" },
  active: { icon: CircleCheck, tone: "ok", word: "Active", becoming: "Being put in force" },
  suspended: { icon: PauseCircle, tone: "warn", word: "Suspended", becoming: "Being suspended" },
  rejected: { icon: CircleX, tone: "danger", word: "Rejected", becoming: "Rejected" },
  ended: { icon: CircleDashed, tone: "neutral", word: "Ended", becoming: "Being ended" },
};

const KEY: Record<KeyState, Look> = {
  active: { icon: CircleCheck, tone: "ok", word: "Active", becoming: "Being put in force" },
  expiring: { icon: Clock, tone: "warn", word: "Expires soon", becoming: "Expires soon" },
  expired: { icon: CircleDashed, tone: "neutral", word: "Expired", becoming: "Expired" },
  revoked: { icon: Ban, tone: "danger", word: "Revoked", becoming: "Being revoked" },
};

export function SubscriptionBadge({
  state,
  enforcement,
}: {
  state: SubscriptionState;
  enforcement: Enforcement;
}) {
  return <StateBadge look={SUBSCRIPTION[state]} enforcement={enforcement} />;
}

export function KeyBadge({ state, enforcement }: { state: KeyState; enforcement: Enforcement }) {
  return <StateBadge look={KEY[state]} enforcement={enforcement} />;
}

/** A state is shown as reached only where the gateways' receipts say so. */
function StateBadge({ look, enforcement }: { look: Look; enforcement: Enforcement }) {
  const Icon = look.icon;
  if (enforcement === "refused")
    return (
      <Badge tone="danger">
        <CircleX aria-hidden />
        Refused by a gateway
      </Badge>
    );
  if (enforcement === "under_way" && look.becoming !== look.word)
    return (
      <Badge tone="info">
        <Spinner className="size-3.5" />
        {look.becoming}
      </Badge>
    );
  return (
    <Badge tone={enforcement === "no_gateway" && look.tone === "ok" ? "warn" : look.tone}>
      <Icon aria-hidden />
      {enforcement === "no_gateway" && look.tone === "ok" ? `${look.word}, no gateway` : look.word}
    </Badge>
  );
}

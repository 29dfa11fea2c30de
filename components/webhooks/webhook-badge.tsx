import { CircleCheck, CircleSlash, Clock, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { DeliveryState, WebhookDto } from "#lib/webhooks/schema";

/** Whether events go out, and arrive. */
export function WebhookBadge({ webhook }: { webhook: Pick<WebhookDto, "enabled" | "failingSince"> }) {
  if (!webhook.enabled)
    return (
      <Badge>
        <CircleSlash aria-hidden />
        Off
      </Badge>
    );
  if (webhook.failingSince)
    return (
      <Badge tone="warn">
        <TriangleAlert aria-hidden />
        Failing
      </Badge>
    );
  return (
    <Badge tone="ok">
      <CircleCheck aria-hidden />
      On
    </Badge>
  );
}

const LOOKS = {
  pending: { tone: "info", icon: Clock, word: "Waiting" },
  delivered: { tone: "ok", icon: CircleCheck, word: "Delivered" },
  failed: { tone: "danger", icon: TriangleAlert, word: "Failed" },
} as const;

export function DeliveryBadge({ state }: { state: DeliveryState }) {
  const { tone, icon: Icon, word } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}

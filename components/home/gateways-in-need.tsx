import { GatewayBadge } from "@/components/gateways/gateway-badge.tsx";
import { routes } from "@/components/shell/routes.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Gateways that are away, behind, or refuse a document. */
export function GatewaysInNeed({ gateways }: { gateways: Overview["gateways"] }) {
  return (
    <NeedCard
      id="gateways-heading"
      title="Gateways to look at"
      description="They keep serving what they have."
      shown={gateways.items.length}
      total={gateways.total}
    >
      {gateways.items.map((gateway) => (
        <NeedRow
          key={gateway.id}
          href={routes.gateways({ environment: gateway.environment, q: gateway.node })}
          title={gateway.node}
          where={gateway.environment}
          aside={
            <>
              <GatewayBadge gateway={gateway} />
              <RelativeTime at={gateway.lastSeenAt} />
            </>
          }
        >
          {gateway.rejects[0]?.reason ?? gateway.drift}
        </NeedRow>
      ))}
    </NeedCard>
  );
}

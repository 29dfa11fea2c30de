"use client";

import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Td, Tr } from "@/components/ui/table.tsx";
import type { SubscriptionSummary } from "#lib/consumers/schema";
import type { Move } from "./move-dialog.tsx";
import { SubscriptionMenu } from "./subscription-menu.tsx";
import { StateCell } from "./subscriptions-card.tsx";

interface SubscriberRowProps {
  subscription: SubscriptionSummary;
  onMove: (move: Move) => void;
  onShow: () => void;
}

/** One subscriber as the API's team sees it. */
export function SubscriberRow({ subscription, onMove, onShow }: SubscriberRowProps) {
  const { application, version, environment, plan, purpose, lastCallAt, requestedAt } = subscription;
  return (
    <Tr>
      <Td>
        <span className="flex max-w-72 flex-col">
          <span className="font-medium">{application.name}</span>
          <span className="text-xs text-text-muted">{application.team.name}</span>
          {subscription.state === "pending" && purpose ? (
            <span className="text-sm break-words">{purpose}</span>
          ) : null}
        </span>
      </Td>
      <Td className="font-mono text-xs">{version}</Td>
      <Td>{environment}</Td>
      <Td>
        <StateCell subscription={subscription} />
      </Td>
      <Td className="hidden md:table-cell">{plan.name}</Td>
      <Td className="hidden whitespace-nowrap text-text-muted lg:table-cell">
        {lastCallAt ? <RelativeTime at={lastCallAt} /> : "Never"}
      </Td>
      <Td className="hidden whitespace-nowrap text-text-muted lg:table-cell">
        <RelativeTime at={requestedAt} />
      </Td>
      <Td className="text-right">
        <SubscriptionMenu
          subscription={subscription}
          name={`${application.name} in ${environment}`}
          onMove={onMove}
          onShow={onShow}
        />
      </Td>
    </Tr>
  );
}

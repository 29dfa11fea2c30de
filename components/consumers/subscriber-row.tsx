"use client";

import type { ReactNode } from "react";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Td, TdMenu, Tr } from "@/components/ui/table.tsx";
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
  // Buttons want a line of their own where rows are cards; a menu alone fits the corner.
  const MenuCell = subscription.actions.includes("approve") ? ButtonCell : TdMenu;
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
      <Td label="Version" className="font-mono text-xs">
        {version}
      </Td>
      <Td label="Environment">{environment}</Td>
      <Td label="State">
        <StateCell subscription={subscription} />
      </Td>
      <Td label="Plan" className="sm:max-md:hidden">
        {plan.name}
      </Td>
      <Td label="Last call" className="whitespace-nowrap text-text-muted sm:max-lg:hidden">
        {lastCallAt ? <RelativeTime at={lastCallAt} /> : "Never"}
      </Td>
      <Td label="Asked" className="whitespace-nowrap text-text-muted sm:max-lg:hidden">
        <RelativeTime at={requestedAt} />
      </Td>
      <MenuCell>
        <SubscriptionMenu
          subscription={subscription}
          name={`${application.name} in ${environment}`}
          onMove={onMove}
          onShow={onShow}
        />
      </MenuCell>
    </Tr>
  );
}

function ButtonCell({ children }: { children: ReactNode }) {
  return <Td className="text-right">{children}</Td>;
}

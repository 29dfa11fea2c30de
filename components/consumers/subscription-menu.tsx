"use client";

import { Ellipsis } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { MenuItem } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import type { SubscriptionSummary } from "#lib/consumers/schema";
import type { Move } from "./move-dialog.tsx";
import { ACTION_WORDS } from "./words.ts";

interface SubscriptionMenuProps {
  subscription: SubscriptionSummary;
  /** Who is on the other side, for the names of the buttons. */
  name: string;
  onMove: (move: Move) => void;
  onShow: () => void;
}

/** What can be done to a subscription: an answer that is waited for in sight, the rest in a menu. */
export function SubscriptionMenu({ subscription, name, onMove, onShow }: SubscriptionMenuProps) {
  const { actions } = subscription;
  const asked = actions.includes("approve");
  const others = actions.filter((action) => !asked || (action !== "approve" && action !== "reject"));
  return (
    <span className="inline-flex items-center justify-end gap-2">
      {asked ? (
        <>
          <Button
            size="sm"
            aria-label={`Reject ${name}`}
            onClick={() => onMove({ action: "reject", subscription })}
          >
            Reject
          </Button>
          <Button
            size="sm"
            variant="primary"
            aria-label={`Approve ${name}`}
            onClick={() => onMove({ action: "approve", subscription })}
          >
            Approve
          </Button>
        </>
      ) : null}
      <Menu label={`Actions for ${name}`} trigger={<Ellipsis aria-hidden />} align="end">
        <MenuItem onSelect={onShow}>History</MenuItem>
        {others.map((action) => (
          <MenuItem
            key={action}
            danger={action !== "resume"}
            onSelect={() => onMove({ action, subscription })}
          >
            {`${ACTION_WORDS[action]}…`}
          </MenuItem>
        ))}
      </Menu>
    </span>
  );
}

"use client";

import { Archive, MessageSquareText, Network, Plus, Server, type LucideIcon } from "lucide-react";
import { Menu } from "@/components/ui/menu.tsx";
import { MenuItem } from "@/components/ui/menu-item.tsx";
import type { AddedKind } from "./chain-edit.ts";

/** What each kind is called where one is added. */
export const ADDED: Record<AddedKind, { icon: LucideIcon; label: string }> = {
  http: { icon: Server, label: "Backup upstream" },
  api: { icon: Network, label: "Another API" },
  stale: { icon: Archive, label: "Last good response" },
  static: { icon: MessageSquareText, label: "Static answer" },
};

interface ConnectorProps {
  /** Kinds that may be put here; none: a plain line. */
  kinds: readonly AddedKind[];
  /** What is added here, in words: "before backup". */
  place: string;
  onAdd: (kind: AddedKind) => void;
}

/** The line from one card to the next, down on narrow screens, right on wide ones, and the way to put a target between. */
export function Connector({ kinds, place, onAdd }: ConnectorProps) {
  return (
    <span className="relative flex h-10 shrink-0 items-center justify-center lg:h-auto lg:w-8">
      <span
        aria-hidden
        className="absolute inset-y-0 left-1/2 w-px bg-border-strong lg:inset-x-0 lg:inset-y-auto lg:top-1/2 lg:left-0 lg:h-px lg:w-full"
      />
      {kinds.length > 0 ? (
        <span className="relative">
          <Menu
            label={`Add ${place}`}
            variant="secondary"
            size="sm"
            triggerClassName="size-6 rounded-full px-0 text-text-muted hover:text-text"
            trigger={<Plus aria-hidden className="size-3.5" />}
          >
            {kinds.map((kind) => {
              const Icon = ADDED[kind].icon;
              return (
                <MenuItem key={kind} onSelect={() => onAdd(kind)}>
                  <Icon aria-hidden />
                  {ADDED[kind].label}
                </MenuItem>
              );
            })}
          </Menu>
        </span>
      ) : null}
    </span>
  );
}

"use client";

import { Plus } from "lucide-react";
import { Menu } from "@/components/ui/menu.tsx";
import { MenuItem } from "@/components/ui/menu-item.tsx";
import type { AddedKind } from "./chain-edit.ts";
import { ADDED } from "./connector.tsx";
import { KINDS } from "./legal-kinds.ts";

interface AddTargetProps {
  /** Per place of the chain, the kinds that may stand there. */
  legal: readonly (readonly AddedKind[])[];
  onAdd: (at: number, kind: AddedKind) => void;
}

/** Adds a target at the last place where its kind makes sense. */
export function AddTarget({ legal, onAdd }: AddTargetProps) {
  return (
    <Menu
      label="Add a fallback"
      variant="secondary"
      size="sm"
      align="end"
      trigger={
        <>
          <Plus aria-hidden />
          Add a fallback
        </>
      }
    >
      {KINDS.map((kind) => {
        const at = legal.findLastIndex((kinds) => kinds.includes(kind));
        const Icon = ADDED[kind].icon;
        return (
          <MenuItem key={kind} disabled={at < 0} onSelect={() => onAdd(at, kind)}>
            <Icon aria-hidden />
            {ADDED[kind].label}
          </MenuItem>
        );
      })}
    </Menu>
  );
}

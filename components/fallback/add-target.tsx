"use client";

import { Archive, MessageSquareText, Plus, Server } from "lucide-react";
import { Menu } from "@/components/ui/menu.tsx";
import { MenuItem } from "@/components/ui/menu-item.tsx";
import type { UnboundTarget } from "#lib/fallback/schema";
import type { EditorAction } from "./editor-state.ts";

interface AddTargetProps {
  chain: readonly UnboundTarget[];
  dispatch: (action: EditorAction) => void;
}

const CHAIN_MAX = 8;

/** Adds a target where it makes sense: before a closing static answer, else at the end. */
export function AddTarget({ chain, dispatch }: AddTargetProps) {
  const closed = chain.at(-1)?.kind === "static";
  const at = closed ? chain.length - 1 : chain.length;
  const full = chain.length >= CHAIN_MAX;
  const add = (kind: "http" | "stale" | "static") =>
    dispatch({ type: "add", at: kind === "static" ? chain.length : at, kind });
  return (
    <li className="flex items-center pt-3 lg:pt-0 lg:pl-3">
      <Menu
        label="Add a fallback"
        variant="secondary"
        trigger={
          <>
            <Plus aria-hidden />
            Add a fallback
          </>
        }
      >
        <MenuItem onSelect={() => add("http")} disabled={full}>
          <Server aria-hidden />
          Backup upstream
        </MenuItem>
        <MenuItem onSelect={() => add("stale")} disabled={full}>
          <Archive aria-hidden />
          Last good response
        </MenuItem>
        <MenuItem onSelect={() => add("static")} disabled={full || closed}>
          <MessageSquareText aria-hidden />
          Static answer
        </MenuItem>
      </Menu>
    </li>
  );
}

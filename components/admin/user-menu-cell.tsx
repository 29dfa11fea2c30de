"use client";

import { Ellipsis, KeyRound, LogOut, Pencil, UserCheck, UserX } from "lucide-react";
import { MenuItem, MenuSeparator } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import type { User } from "#lib/identity/schema";

export type UserAct = "edit" | "link" | "sessions" | "state";

/** What can be done with an account. */
export function UserMenuCell({ user, onAct }: { user: User; onAct: (act: UserAct) => void }) {
  const isActive = user.state === "active";
  return (
    <Menu label={`Actions for ${user.name}`} align="end" trigger={<Ellipsis aria-hidden />} size="sm">
      <MenuItem onSelect={() => onAct("edit")}>
        <Pencil aria-hidden />
        Edit
      </MenuItem>
      <MenuItem onSelect={() => onAct("link")} disabled={!isActive}>
        <KeyRound aria-hidden />
        Password link
      </MenuItem>
      <MenuItem onSelect={() => onAct("sessions")} disabled={!isActive}>
        <LogOut aria-hidden />
        Sign out everywhere
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={() => onAct("state")} danger={isActive}>
        {isActive ? <UserX aria-hidden /> : <UserCheck aria-hidden />}
        {isActive ? "Deactivate" : "Activate"}
      </MenuItem>
    </Menu>
  );
}

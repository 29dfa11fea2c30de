"use client";

import { Keyboard } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { openPanel } from "./shell-actions.ts";

export function KeysTrigger() {
  return (
    <IconButton label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => openPanel("keys")}>
      <Keyboard aria-hidden />
    </IconButton>
  );
}

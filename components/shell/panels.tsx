"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { lazy, Suspense, useEffect, useState } from "react";
import type { UserRole } from "#lib/access/schema";
import { onOpenPanel } from "./shell-actions.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const CommandMenu = lazy(() =>
  import("./command-menu.tsx").then((module) => ({ default: module.CommandMenu })),
);
const KeysDialog = lazy(() => import("./keys-dialog.tsx").then((module) => ({ default: module.KeysDialog })));

/** The command menu and the list of keys; their code comes when they are first asked for. */
export function Panels({ role }: { role: UserRole }) {
  const [panel, setPanel] = useState<"commands" | "keys">();
  useShortcuts({ role, onCommands: () => setPanel("commands"), onKeys: () => setPanel("keys") });

  // Buttons elsewhere in the shell ask through the module's own event.
  useEffect(() => onOpenPanel(setPanel), []);

  const close = () => setPanel(undefined);
  return (
    <Suspense>
      {panel === "commands" ? (
        <CommandMenu role={role} onClose={close} onShowKeys={() => setPanel("keys")} />
      ) : null}
      {panel === "keys" ? <KeysDialog role={role} onClose={close} /> : null}
    </Suspense>
  );
}

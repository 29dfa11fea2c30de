"use client";

import { Dialog } from "@/components/ui/dialog.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import type { UserRole } from "#lib/access/schema";
import { destinations } from "./nav.ts";

const EDITOR_ROWS: [string[], string][] = [
  [["⌘", "S"], "Save the draft"],
  [["⌘", "Z"], "Undo the last edit"],
  [["⇧", "⌘", "Z"], "Redo it"],
  [["←", "→"], "To the card before or after"],
  [["Alt", "←", "→"], "Move the card"],
  [["d"], "Duplicate the card"],
  [["Delete"], "Remove the card"],
];

/** Which keys work everywhere, and on the cards of a chain. */
export function KeysDialog({ role, onClose }: { role: UserRole; onClose: () => void }) {
  const rows: [string[], string][] = [
    [["⌘", "K"], "Search APIs, go anywhere, do anything"],
    [["/"], "Search on this page"],
    ...destinations(role).map(({ key, label }): [string[], string] => [["g", key], `Go to ${label}`]),
    [["n"], "Register an API"],
    [["⌘", "↵"], "Send the form"],
    [["Esc"], "Close"],
    [["?"], "Show these keys"],
  ];
  return (
    <Dialog open onClose={onClose} title="Keyboard" description="Ctrl stands for ⌘ where there is no ⌘.">
      <KeyList rows={rows} />
      <h3 className="font-medium">In the fallback editor</h3>
      <KeyList rows={EDITOR_ROWS} />
    </Dialog>
  );
}

function KeyList({ rows }: { rows: [string[], string][] }) {
  return (
    <dl className="flex flex-col gap-2">
      {rows.map(([keys, does]) => (
        <div key={does} className="flex items-center justify-between gap-4 text-sm">
          <dt>{does}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

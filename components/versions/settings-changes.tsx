import { Route } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";
import type { DocumentChange } from "#lib/routing";
import type { StateComparison } from "#lib/publishing/schema";

const KINDS: Record<DocumentChange["kind"], { word: string; tone: Tone }> = {
  added: { word: "Added", tone: "ok" },
  removed: { word: "Removed", tone: "danger" },
  changed: { word: "Changed", tone: "info" },
  reordered: { word: "Reordered", tone: "neutral" },
};
const SHOWN_CHARACTERS = 200;

/** What differs in how the two are served. */
export function SettingsChanges({ settings }: { settings: StateComparison["settings"] }) {
  const { total, changes } = settings;
  return (
    <Card aria-labelledby="settings-heading">
      <CardHeader
        id="settings-heading"
        title="Routes and fallback policy"
        description="What differs in how it is served"
      />
      {total === 0 ? <EmptyState icon={Route} title="Served in the same way" className="py-8" /> : null}
      <ul className="divide-y">
        {changes.map((change) => (
          <li key={change.path.join("/")} className="flex flex-col gap-1 px-4 py-2.5 text-sm">
            <span className="flex min-w-0 items-center gap-2">
              <Badge tone={KINDS[change.kind].tone}>{KINDS[change.kind].word}</Badge>
              <span className="min-w-0 font-mono text-xs break-all">{change.path.join(".")}</span>
            </span>
            <span className="text-xs text-text-muted">
              <Value label="Before" value={change.before} />
              <Value label="Now" value={change.after} />
            </span>
          </li>
        ))}
      </ul>
      {total > changes.length ? (
        <p className="border-t px-4 py-2.5 text-sm text-text-muted">
          {`${formatNumber(total - changes.length)} more are not listed.`}
        </p>
      ) : null}
    </Card>
  );
}

function Value({ label, value }: { label: string; value: unknown }) {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return (
    <span className="block">
      {label} <code className="break-all">{cut}</code>
    </span>
  );
}

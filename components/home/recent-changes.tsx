import { History } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { RecentChange } from "#lib/publishing/schema";
import { actionWords } from "./action-words.ts";

/** Who changed what, newest first. */
export function RecentChanges({ changes }: { changes: RecentChange[] }) {
  return (
    <Card aria-labelledby="changes-heading">
      <CardHeader id="changes-heading" title="Recent changes" />
      {changes.length === 0 ? (
        <EmptyState icon={History} title="Nothing has changed yet." className="py-8" />
      ) : (
        <ul className="divide-y">
          {changes.map((change) => (
            <ChangeRow key={change.id} change={change} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ChangeRow({ change }: { change: RecentChange }) {
  const view = change.version === undefined ? {} : { version: change.version };
  return (
    <li className="flex flex-col px-4 py-2.5 text-sm">
      <span className="break-words">
        <span className="font-medium">{change.actor}</span> {actionWords(change.action)}{" "}
        {change.api ? (
          <Link
            href={routes.api(change.api, view)}
            className="rounded-sm font-medium text-accent hover:underline"
          >
            {[change.apiName, change.version].filter(Boolean).join(" ")}
          </Link>
        ) : null}
      </span>
      <RelativeTime at={change.at} className="text-xs text-text-muted" />
    </li>
  );
}

import { History } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { CopyId } from "@/components/ui/copy-id.tsx";
import { DiffView, jsonLines } from "@/components/ui/diff-view.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { AuditPage, AuditQuery, AuditRecord } from "#lib/identity/schema";

/** Who did what, newest first, each with what it changed. */
export function AuditList({ page, query }: { page: AuditPage; query: AuditQuery }) {
  if (page.items.length === 0) {
    return (
      <EmptyState
        icon={History}
        title="Nothing here matches."
        action={<ButtonLink href={routes.audit()}>Show all</ButtonLink>}
      />
    );
  }
  return (
    <>
      <ol className="flex flex-col">
        {page.items.map((record) => (
          <AuditItem key={record.id} record={record} />
        ))}
      </ol>
      <nav aria-label="Older entries" className="flex justify-between gap-2 p-4">
        {query.cursor ? (
          <ButtonLink href={routes.audit({ ...query, cursor: undefined })}>Newest</ButtonLink>
        ) : (
          <span />
        )}
        {page.nextCursor ? (
          <ButtonLink href={routes.audit({ ...query, cursor: page.nextCursor })}>Older</ButtonLink>
        ) : null}
      </nav>
    </>
  );
}

function AuditItem({ record }: { record: AuditRecord }) {
  const { actorId, actorName, action, objectKind, objectId, objectName, at } = record;
  return (
    <li className="relative flex flex-col gap-2 border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 sm:pr-32">
        <RelativeTime
          at={at}
          className="text-text-muted max-sm:order-last max-sm:w-full max-sm:text-xs sm:w-28"
        />
        <Link href={routes.audit({ actorId })} className="font-medium hover:underline">
          {actorName}
        </Link>
        <Link href={routes.audit({ action })}>
          <Badge tone="outline" className="font-mono">
            {action}
          </Badge>
        </Link>
        <span className="flex min-w-0 flex-wrap items-center gap-x-1 wrap-anywhere text-text-muted">
          <Link href={routes.audit({ objectKind, objectId })} className="hover:underline">
            {objectKind} {objectName === null ? null : <span className="text-text">{objectName}</span>}
          </Link>
          <CopyId id={objectId} label={`Copy the id of the ${objectKind}`} />
        </span>
      </div>
      {record.before !== null || record.after !== null ? <AuditDiff record={record} /> : null}
    </li>
  );
}

function AuditDiff({ record }: { record: AuditRecord }) {
  return (
    <details>
      <summary className="w-fit rounded-sm text-sm text-accent sm:absolute sm:top-3 sm:right-4">
        What changed
      </summary>
      <div className="flex flex-col gap-2 pt-2">
        <DiffView before={jsonLines(record.before)} after={jsonLines(record.after)} label="What changed" />
        {record.requestId ? (
          <p className="flex items-center gap-1 text-xs text-text-muted">
            Request <CopyId id={record.requestId} label="Copy the request id" />
          </p>
        ) : null}
      </div>
    </details>
  );
}

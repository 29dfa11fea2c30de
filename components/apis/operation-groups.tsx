import { Badge } from "@/components/ui/badge.tsx";
import type { OperationDto } from "#lib/catalogue/schema";
import { MethodBadge } from "./method-badge.tsx";

/** Operations under their first tag, tags in the order in which they appear. */
export function OperationGroups({ operations }: { operations: OperationDto[] }) {
  const groups = Map.groupBy(operations, ({ tags }) => tags[0] ?? "");
  return [...groups].map(([tag, own]) => (
    <section key={tag} className="flex flex-col border-b last:border-b-0">
      {groups.size > 1 || tag ? (
        <h2 className="bg-surface px-4 py-1.5 text-xs font-semibold break-words text-text-muted">
          {tag || "Without tag"}
        </h2>
      ) : null}
      <ul className="divide-y">
        {own.map((operation) => (
          <OperationRow key={`${operation.method} ${operation.path}`} operation={operation} />
        ))}
      </ul>
    </section>
  ));
}

function OperationRow({ operation }: { operation: OperationDto }) {
  return (
    <li className="flex flex-col gap-x-3 gap-y-1 px-4 py-2.5 text-sm md:flex-row md:items-center">
      <span className="flex min-w-0 items-center gap-3 md:w-1/2">
        <MethodBadge method={operation.method} />
        <code className="min-w-0 font-mono text-xs break-all">{operation.path}</code>
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <span title={operation.summary} className="min-w-0 flex-1 truncate text-text-muted">
          {operation.summary}
        </span>
        {operation.deprecated ? <Badge tone="warn">Deprecated</Badge> : null}
      </span>
    </li>
  );
}

import { FileSearch } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { ImportPreview as Preview } from "#lib/catalogue/schema";
import { DocumentProblems } from "./document-problems.tsx";
import type { DocumentSourceState } from "./use-document-source.ts";

/** What the document turns out to be, as soon as it has been looked at. */
export function ImportPreview({ inspection }: { inspection: DocumentSourceState["inspection"] }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-3">
      {inspection.isPending ? (
        <div className="flex flex-col gap-2">
          <span className="sr-only">Reading the document</span>
          <Skeleton className="h-5 w-48" />
          <Skeleton className="w-full" />
          <Skeleton className="w-2/3" />
        </div>
      ) : null}
      {inspection.isError ? <ProblemCallout error={inspection.error} /> : null}
      {inspection.isIdle ? (
        <p className="flex items-center gap-2 text-sm text-text-muted">
          <FileSearch aria-hidden className="size-4 shrink-0" />
          What the document holds is shown here as soon as it is read.
        </p>
      ) : null}
      {inspection.data ? <Found preview={inspection.data} /> : null}
    </div>
  );
}

function Found({ preview }: { preview: Preview }) {
  const { document, problems } = preview;
  return (
    <>
      {document ? (
        <div className="flex flex-col gap-2">
          <p className="text-base font-semibold break-words">{document.title || "Untitled"}</p>
          <p className="flex flex-wrap gap-1.5">
            <Badge tone="outline">OpenAPI {document.format}</Badge>
            {document.version ? <Badge tone="outline">{`Version ${document.version}`}</Badge> : null}
            <Badge tone="outline">{countOf(document.operationCount, "operation")}</Badge>
          </p>
          {document.description ? (
            <p className="line-clamp-4 text-sm break-words text-text-muted">{document.description}</p>
          ) : null}
          {document.servers.length > 0 ? (
            <ul aria-label="Servers" className="flex flex-col gap-0.5 font-mono text-xs text-text-muted">
              {document.servers.slice(0, 4).map((server) => (
                <li key={server} className="truncate" title={server}>
                  {server}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
      <DocumentProblems problems={problems} acceptable={preview.acceptable} />
    </>
  );
}

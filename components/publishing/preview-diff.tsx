import { GitCompareArrows } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { DiffView, jsonLines } from "@/components/ui/diff-view.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { Preview } from "#lib/publishing/schema";

/** The routing document as it is written now against what the draft compiles to. */
export function PreviewDiff({ preview }: { preview: Preview }) {
  const { before, after, changes, environment } = preview;
  if (after === null) {
    const errors = preview.findings.filter((finding) => finding.severity === "error");
    return (
      <Callout tone="danger" title="It does not compile yet">
        <ul className="list-disc pl-4">
          {errors.map((finding) => (
            <li key={`${finding.code}${finding.path.join(".")}`}>{finding.message}</li>
          ))}
        </ul>
      </Callout>
    );
  }
  if (changes.length === 0) {
    return (
      <EmptyState icon={GitCompareArrows} title={`Nothing would change in ${environment}`} className="py-8" />
    );
  }
  return (
    <DiffView
      before={jsonLines(before)}
      after={jsonLines(after)}
      label={`Routing document in ${environment}`}
    />
  );
}

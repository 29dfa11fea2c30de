import { GitCompareArrows } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { DiffView, jsonLines } from "@/components/ui/diff-view.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import type { Preview } from "#lib/publishing/schema";

/** The routing document as it is written now against what the draft compiles to, and what is risky in that. */
export function PreviewDiff({ preview }: { preview: Preview }) {
  const { after, findings } = preview;
  if (after === null) {
    return (
      <Callout tone="danger" title="It does not compile yet">
        <Messages of={findings.filter(({ severity }) => severity === "error")} />
      </Callout>
    );
  }
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return (
    <div className="flex flex-col gap-4">
      {warnings.length > 0 ? (
        <Callout tone="warn" title={countOf(warnings.length, "warning")}>
          <Messages of={warnings} />
        </Callout>
      ) : null}
      <Changes preview={preview} />
    </div>
  );
}

function Messages({ of }: { of: Preview["findings"] }) {
  return (
    <ul className="list-disc pl-4">
      {of.map((finding) => (
        <li key={`${finding.code}${finding.path.join(".")}`}>{finding.message}</li>
      ))}
    </ul>
  );
}

function Changes({ preview: { before, after, changes, environment } }: { preview: Preview }) {
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

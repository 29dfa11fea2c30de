"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { revisionsQuery } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { PublishRevisionDialog } from "./publish-revision-dialog.tsx";
import type { LifeRef } from "./queries.ts";
import { RestoreDialog } from "./restore-dialog.tsx";
import { RevisionRow } from "./revision-row.tsx";
import { revisionSteps, type RevisionStep } from "./revision-steps.ts";

/** The published states of a version, where each is live, and what can be done with it. */
export function Revisions({ at, page }: { at: LifeRef; page: number }) {
  const { environments } = useApiView(at.slug);
  const { data, isPending, error } = useQuery(revisionsQuery(at, page));
  const [step, setStep] = useState<RevisionStep>();
  const [restored, setRestored] = useState<number>();
  const slugs = environments.map(({ slug }) => slug);
  return (
    <div className="flex flex-col gap-4">
      <Card aria-labelledby="revisions-heading">
        <CardHeader
          id="revisions-heading"
          title={`Revisions of ${at.version}`}
          description="What was published of it, the newest first. Each can be compared and brought back."
        />
        {isPending ? <SkeletonRows rows={4} label="Loading the revisions" /> : null}
        {error ? <ProblemCallout error={error} /> : null}
        {data?.total === 0 ? (
          <EmptyState icon={History} title="Nothing was published yet">
            Every publication of a changed draft leaves a revision here.
          </EmptyState>
        ) : null}
        <ul className="divide-y">
          {data?.items.map((revision) => (
            <RevisionRow
              key={revision.number}
              at={at}
              revision={revision}
              served={data.served}
              steps={revisionSteps(revision.number, slugs, data)}
              onStep={setStep}
              onRestore={data.mayRestore ? () => setRestored(revision.number) : undefined}
            />
          ))}
        </ul>
      </Card>
      {data && data.total > 0 ? (
        <Pagination
          page={data.page}
          size={data.size}
          total={data.total}
          noun="revisions"
          href={(next) => routes.versions(at.slug, { version: at.version, page: next })}
        />
      ) : null}
      {data && step ? (
        <PublishRevisionDialog
          at={at}
          step={step}
          served={data.served}
          mayPreview={data.mayRestore}
          onClose={() => setStep(undefined)}
        />
      ) : null}
      {data && restored !== undefined ? (
        <RestoreDialog
          at={at}
          number={restored}
          etag={data.draftEtag}
          onClose={() => setRestored(undefined)}
        />
      ) : null}
    </div>
  );
}

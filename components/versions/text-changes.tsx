"use client";

import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PatchView } from "@/components/ui/diff-view.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { CompareStates } from "#lib/publishing/schema";
import { textComparisonQuery, type LifeRef } from "./queries.ts";

/** What differs line by line: the documents first, then how they are served. */
export function TextChanges({ at, states }: { at: LifeRef; states: CompareStates }) {
  const { data, error, isLoadingError } = useQuery(textComparisonQuery(at, states));
  if (isLoadingError) return <ProblemCallout error={error} />;
  if (!data) return <SkeletonRows label="Comparing" />;
  const { text, isCut, problem } = data;
  return (
    <Card aria-labelledby="text-heading">
      <CardHeader
        id="text-heading"
        title="As text"
        description="The OpenAPI documents, then routes, policy and access, as diff -u writes it"
        actions={text === "" ? null : <CopyButton text={text} label="Copy the difference" />}
      />
      {problem === null && text === "" ? (
        <EmptyState icon={FileText} title="No line differs" className="py-8" />
      ) : (
        <CardBody className="flex flex-col gap-3">
          {problem === null ? null : (
            <Callout tone="danger" title="They could not be compared">
              {problem}
            </Callout>
          )}
          {isCut ? <Callout tone="info" title="Only the beginning is shown: it is too long." /> : null}
          {text === "" ? null : <PatchView patch={text} label="Difference" />}
        </CardBody>
      )}
    </Card>
  );
}

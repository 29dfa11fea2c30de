"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { RevisionSummary } from "#lib/publishing/schema";
import { CompareForm } from "./compare-form.tsx";
import { comparedStates, stateOptions } from "./compared-states.ts";
import { ContractChanges } from "./contract-changes.tsx";
import { comparisonQuery } from "./queries.ts";
import { SettingsChanges } from "./settings-changes.tsx";

interface CompareProps {
  slug: string;
  version: string;
  /** The newest first. */
  revisions: RevisionSummary[];
}

/** Any two states of a version, or of two versions, side by side. What is chosen lives in the URL. */
export function Compare({ slug, version, revisions }: CompareProps) {
  const { api } = useApiView(slug);
  const router = useRouter();
  const versions = api.versions.map(({ name }) => name);
  const of = { version, versions, revisions };
  const { from, to, verdict } = comparedStates(new URLSearchParams(useSearchParams()), of);
  const isSame = from === to;
  const comparison = useQuery({ ...comparisonQuery({ slug, version }, { from, to }), enabled: !isSame });
  const show = (search: Parameters<typeof routes.compare>[1]) =>
    router.push(routes.compare(slug, { version, ...search }), { scroll: false });
  return (
    <div className="flex flex-col gap-6">
      <Card aria-labelledby="compare-heading">
        <CardHeader
          id="compare-heading"
          title="Compare"
          description="A draft with a revision, two revisions, or two versions."
        />
        <CardBody>
          <CompareForm
            version={version}
            versions={versions}
            states={{ from, to }}
            optionsFor={(chosen) => stateOptions(of, chosen)}
            onChoose={show}
          />
        </CardBody>
      </Card>
      {isSame ? (
        <EmptyState icon={GitCompareArrows} title="Both sides are the same">
          {stateOptions(of, from).length === 1
            ? "Publish this version or add another one, and there is something to compare."
            : "Choose two different ones."}
        </EmptyState>
      ) : null}
      {comparison.isLoading ? <SkeletonRows label="Comparing" /> : null}
      {comparison.isError && !isSame ? <ProblemCallout error={comparison.error} /> : null}
      {comparison.data && !isSame ? (
        <>
          <ContractChanges
            contract={comparison.data.contract}
            shown={verdict}
            onShow={(only) => show({ from, to, verdict: only })}
          />
          <SettingsChanges settings={comparison.data.settings} />
        </>
      ) : null}
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { CompareForm } from "./compare-form.tsx";
import { comparedStates, stateOptions } from "./compared-states.ts";
import { ContractChanges } from "./contract-changes.tsx";
import { comparisonQuery } from "./queries.ts";
import { SettingsChanges } from "./settings-changes.tsx";
import { TextChanges } from "./text-changes.tsx";
import { useFoundRevisions, type NewestRevisions } from "./use-found-revisions.ts";

const SHOWN_AS = [
  { value: "list", label: "List" },
  { value: "text", label: "Text" },
] as const;

interface CompareProps {
  slug: string;
  version: string;
  revisions: NewestRevisions;
}

/** Any two states of a version, or of two versions, side by side. What is chosen lives in the URL. */
export function Compare({ slug, version, revisions: newest }: CompareProps) {
  const { api } = useApiView(slug);
  const router = useRouter();
  const versions = api.versions.map(({ name }) => name);
  const { revisions, search } = useFoundRevisions({ slug, version }, newest);
  const of = { version, versions, revisions };
  const asked = new URLSearchParams(useSearchParams());
  const { from, to, verdict, isText } = comparedStates(asked, { ...of, revisions: newest.items });
  const isSame = from === to;
  const comparison = useQuery({
    ...comparisonQuery({ slug, version }, { from, to }),
    enabled: !isSame && !isText,
  });
  const show = (chosen: Parameters<typeof routes.compare>[1]) =>
    router.push(routes.compare(slug, { version, ...(isText ? { as: "text" } : {}), ...chosen }), {
      scroll: false,
    });
  return (
    <div className="flex flex-col gap-6">
      <Card aria-labelledby="compare-heading">
        <CardHeader
          id="compare-heading"
          title="Compare"
          description="A draft with a revision, two revisions, or two versions."
          actions={
            <Segmented
              label="Shown as"
              value={isText ? "text" : "list"}
              options={SHOWN_AS}
              onChange={(as) => show({ from, to, as: as === "text" ? as : undefined })}
            />
          }
        />
        <CardBody>
          <CompareForm
            version={version}
            versions={versions}
            states={{ from, to }}
            optionsFor={(chosen) => stateOptions(of, chosen)}
            onChoose={show}
            search={search}
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
      {isText && !isSame ? <TextChanges at={{ slug, version }} states={{ from, to }} /> : null}
      {comparison.data && !isSame && !isText ? (
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

"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { PlanDto } from "#lib/consumers/schema";
import { PlanDialog } from "./plan-dialog.tsx";
import { plansQuery } from "./queries.ts";
import { APPROVAL_WORDS, limitsOf } from "./words.ts";

/** What a version offers its subscribers; its team changes it here. */
export function Plans({ slug, version }: { slug: string; version: string }) {
  const { data, error } = useQuery(plansQuery(slug, version));
  const [edited, setEdited] = useState<PlanDto | "new">();
  const create = data?.mayChange ? (
    <Button variant="primary" onClick={() => setEdited("new")}>
      <Plus aria-hidden />
      New plan
    </Button>
  ) : null;
  return (
    <Card aria-labelledby="plans-heading">
      <CardHeader
        id="plans-heading"
        title={`Plans of ${version}`}
        description="How much a subscriber may call, and whether somebody approves first."
        actions={data?.items.length === 0 ? null : create}
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data === undefined && !error ? <SkeletonRows label="Loading the plans" /> : null}
      {data?.items.length === 0 ? (
        <EmptyState icon={ListChecks} title="No plan is offered." action={create}>
          {data.mayChange
            ? "Without one nobody can subscribe. Most APIs begin with a free plan that needs no approval."
            : "Nobody can subscribe yet."}
        </EmptyState>
      ) : null}
      {data && data.items.length > 0 ? (
        <ul className="divide-y">
          {data.items.map((plan) => (
            <li key={plan.id} className="flex items-start gap-4 px-4 py-3">
              <span className="flex min-w-0 flex-1 flex-col gap-0.5">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  <span className="min-w-0 break-words">{plan.name}</span>
                  {plan.offered ? null : <Badge>No longer offered</Badge>}
                </span>
                {plan.description ? <span className="text-sm break-words">{plan.description}</span> : null}
                <span className="text-sm text-text-muted">
                  {`${limitsOf(plan)}. ${APPROVAL_WORDS[plan.approval]}.`}
                  {plan.subscribers === null ? "" : ` ${countOf(plan.subscribers, "subscriber")}.`}
                </span>
              </span>
              {data.mayChange ? (
                <IconButton label={`Change ${plan.name}`} onClick={() => setEdited(plan)}>
                  <Pencil aria-hidden />
                </IconButton>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {edited ? (
        <PlanDialog
          slug={slug}
          version={version}
          plan={edited === "new" ? undefined : newestOf(edited, data?.items)}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Card>
  );
}

/** As it is known now; one that is gone stays as it was. */
function newestOf(plan: PlanDto, all: PlanDto[] = []): PlanDto {
  return all.find(({ id }) => id === plan.id) ?? plan;
}

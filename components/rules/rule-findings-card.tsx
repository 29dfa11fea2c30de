"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { RuleFinding } from "#lib/governance/schema";
import { AskWaiverDialog } from "./ask-waiver-dialog.tsx";
import { BrokenRuleBadge } from "./severity-badge.tsx";

interface RuleFindingsCardProps {
  at: { slug: string; version: string };
  findings: readonly RuleFinding[];
  mayAsk: boolean;
}

/** What the rules say of a version's draft, and the way to a waiver. */
export function RuleFindingsCard({ at, findings, mayAsk }: RuleFindingsCardProps) {
  const [asked, setAsked] = useState<RuleFinding>();
  return (
    <Card>
      <CardHeader
        title={`Rules that the draft of ${at.version} breaks`}
        description="As it would be judged now, if it were published."
      />
      {findings.length === 0 ? (
        <EmptyState icon={CircleCheck} title="It keeps all rules." />
      ) : (
        <ul aria-label="Broken rules">
          {findings.map((finding) => (
            <li
              key={JSON.stringify([finding.ruleId, finding.environment, finding.path, finding.message])}
              className="flex flex-col gap-1 border-b px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="flex flex-wrap items-center gap-2">
                <BrokenRuleBadge severity={finding.severity} waivedUntil={finding.waiver?.until} />
                <span className="min-w-48 flex-1 font-medium">{finding.rule}</span>
                {mayAsk && !finding.waiver ? (
                  <Button
                    size="sm"
                    onClick={() => setAsked(finding)}
                    aria-label={`Ask for a waiver of ${finding.rule}`}
                  >
                    Ask for a waiver
                  </Button>
                ) : null}
              </span>
              <span className="break-words text-text-muted">{finding.message}</span>
            </li>
          ))}
        </ul>
      )}
      {asked ? <AskWaiverDialog at={at} finding={asked} onClose={() => setAsked(undefined)} /> : null}
    </Card>
  );
}

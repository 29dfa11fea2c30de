"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Callout } from "@/components/ui/callout.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import type { RuleFinding } from "#lib/governance/schema";
import { sunsetFindingsQuery, type LifeRef } from "./queries.ts";
import { sunsetOf } from "./step-of.ts";

interface SunsetFieldProps {
  at: LifeRef;
  /** The day that was announced before; "" for none. */
  announced: string;
  error: Error | null;
}

/** The day on which a version ends, and what rules say of it before it is announced. */
export function SunsetField({ at, announced, error }: SunsetFieldProps) {
  const [day, setDay] = useState(announced);
  const { data } = useQuery({
    ...sunsetFindingsQuery(at, sunsetOf(day)),
    enabled: day !== "",
    placeholderData: keepPreviousData,
  });
  const findings = day === "" ? [] : (data?.findings ?? []);
  const stopping = findings.filter(({ severity, waiver }) => severity === "block" && waiver === undefined);
  return (
    <>
      <Field
        label="It ends on"
        optional
        hint="From this day on (UTC) it is retired by itself, and answers 410. Callers are told 90, 30, 7 and 1 days ahead."
        error={issueAt(error, "sunsetAt")}
      >
        <Input name="sunsetAt" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </Field>
      <div aria-live="polite">
        <Findings findings={findings} isStopped={stopping.length > 0} />
      </div>
    </>
  );
}

function Findings({ findings, isStopped }: { findings: RuleFinding[]; isStopped: boolean }) {
  if (findings.length === 0) return null;
  return (
    <Callout
      tone={isStopped ? "danger" : "warn"}
      title={
        isStopped ? "A governance rule does not allow this day" : "Governance rules advise against this day"
      }
    >
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {findings.map(({ ruleId, rule, message, waiver }) => (
          <li key={ruleId}>{`${message} (Rule: ${rule}${waiver ? ", waived" : ""})`}</li>
        ))}
      </ul>
    </Callout>
  );
}

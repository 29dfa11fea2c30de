"use client";

import { Switch } from "@/components/ui/switch.tsx";
import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { formatStatusList, parseStatusList, withField } from "./optional-field.ts";
import { messageAt } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import { ReplaySection, UnavailableSection } from "./replay-section.tsx";
import { StreamSection } from "./stream-section.tsx";

export interface PolicySectionProps {
  policy: UnboundPolicy;
  onChange: (policy: UnboundPolicy) => void;
  findings: readonly Finding[];
}

/** The fields of the policy that no single target owns. */
export function PolicySections(props: PolicySectionProps) {
  return (
    <>
      <TriggerSection {...props} />
      <ReplaySection {...props} />
      <BudgetSection {...props} />
      <UnavailableSection {...props} />
      <StreamSection {...props} />
    </>
  );
}

const TRIGGERS = [
  [
    "connectFailure",
    "It cannot be reached",
    "DNS, TCP, TLS, or the connect timeout. The request was not sent.",
  ],
  ["reset", "The connection breaks", "After the request was sent, before an answer."],
  ["firstByteTimeout", "No answer in time", "The first byte did not come."],
  ["attemptTimeout", "The attempt takes too long", "The whole attempt ran out of time."],
  ["unhealthy", "It is out of service", "Probes or live traffic say so."],
] as const;

function TriggerSection({ policy, onChange, findings }: PolicySectionProps) {
  const triggers = policy.triggers ?? {};
  const set = (next: typeof triggers) => onChange(withField(policy, "triggers", next));
  return (
    <PanelSection title="Move on when" summary={policy.triggers ? "Changed" : "Defaults"}>
      {TRIGGERS.map(([key, label, hint]) => (
        <Switch
          key={key}
          label={label}
          hint={hint}
          checked={triggers[key] !== false}
          onChange={(event) => set(withField(triggers, key, event.target.checked ? undefined : false))}
        />
      ))}
      <ListField
        label="It answers with"
        hint="500 and 429 are not in the default."
        placeholder="502, 503, 504"
        value={triggers.status}
        onChange={(status) => set(withField(triggers, "status", status))}
        format={formatStatusList}
        parse={parseStatusList}
        refusal="Status codes and ranges, such as 502, 500-599."
        keepEmpty
        error={messageAt(findings, "triggers", "status")}
      />
    </PanelSection>
  );
}

function BudgetSection({ policy, onChange, findings }: PolicySectionProps) {
  const budget = policy.budget ?? {};
  const failback = policy.failback ?? {};
  return (
    <PanelSection
      title="Time and failback"
      summary={policy.budget || policy.failback ? "Changed" : "Defaults"}
    >
      <NumberField
        label="Deadline"
        unit="ms"
        defaultValue={20_000}
        hint="From the request's arrival to the answer's first byte."
        value={budget.deadlineMs}
        error={messageAt(findings, "budget", "deadlineMs")}
        onChange={(value) => onChange(withField(policy, "budget", withField(budget, "deadlineMs", value)))}
      />
      <NumberField
        label="Attempts at most"
        defaultValue={4}
        value={budget.maxAttempts}
        error={messageAt(findings, "budget", "maxAttempts")}
        onChange={(value) => onChange(withField(policy, "budget", withField(budget, "maxAttempts", value)))}
      />
      <NumberField
        label="Hold-down"
        unit="ms"
        defaultValue={30_000}
        hint="A recovered target waits this long before it gets traffic again."
        value={failback.holdDownMs}
        error={messageAt(findings, "failback", "holdDownMs")}
        onChange={(value) =>
          onChange(withField(policy, "failback", withField(failback, "holdDownMs", value)))
        }
      />
    </PanelSection>
  );
}

"use client";

import type { UnboundPolicy } from "#lib/fallback/schema";
import { NumberField } from "./number-field.tsx";
import { withField } from "./optional-field.ts";
import { messageAt } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import type { PolicySectionProps } from "./policy-sections.tsx";
import { ChoiceField } from "./replay-section.tsx";

const COMMIT = [
  ["headers", "As soon as its headers are here"],
  ["first_event", "When its first event is here, and no error"],
] as const;
const ON_BREAK = [
  ["abort", "Cut the connection"],
  ["error_event_then_abort", "Send an error event, then cut"],
] as const;

/** What counts as an answer where it is an event stream, and how the caller learns that one broke off. */
export function StreamSection({ policy, onChange, findings }: PolicySectionProps) {
  const stream = policy.stream ?? {};
  const set = (next: NonNullable<UnboundPolicy["stream"]>) => onChange(withField(policy, "stream", next));
  return (
    <PanelSection title="Event streams" summary={policy.stream ? "Changed" : "Defaults"}>
      <ChoiceField
        label="A stream counts as an answer"
        hint="Until then another target can take over."
        value={stream.commit}
        choices={COMMIT}
        onChange={(commit) => set(withField(stream, "commit", commit))}
        error={messageAt(findings, "stream", "commit")}
      />
      {stream.commit === "first_event" || stream.firstEventMs !== undefined ? (
        <NumberField
          label="First event within"
          unit="ms"
          defaultValue={10_000}
          hint="From the answer’s headers."
          value={stream.firstEventMs}
          error={messageAt(findings, "stream", "firstEventMs")}
          onChange={(value) => set(withField(stream, "firstEventMs", value))}
        />
      ) : null}
      <ChoiceField
        label="It breaks off later"
        hint="Nobody can take over then."
        value={stream.onBreak}
        choices={ON_BREAK}
        onChange={(onBreak) => set(withField(stream, "onBreak", onBreak))}
        error={messageAt(findings, "stream", "onBreak")}
      />
    </PanelSection>
  );
}

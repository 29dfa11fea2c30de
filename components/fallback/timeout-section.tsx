"use client";

import type { TargetOf, TargetPanelProps } from "./panel-props.ts";
import { messageAt } from "./panel-props.ts";
import { NumberField } from "./number-field.tsx";
import { PanelSection } from "./panel-section.tsx";
import { withField } from "./optional-field.ts";

const FIELDS = [
  ["connectMs", "Connect", 500, "To a usable connection: DNS, TCP and TLS."],
  ["firstByteMs", "First byte", 4000, "From the request having been sent to the first byte of the answer."],
  ["idleMs", "Idle", 30_000, "Longest silence while the answer is passed on."],
  [
    "attemptMs",
    "Whole attempt",
    undefined,
    "Connect and first byte together. Empty: no limit but the deadline.",
  ],
] as const;

/** How long the gateway waits for this target before it gives up on it. */
export function TimeoutSection({ target, onChange, findings }: TargetPanelProps<TargetOf<"http">>) {
  const timeouts = target.timeouts ?? {};
  const set = FIELDS.filter(([key]) => timeouts[key] !== undefined).length;
  return (
    <PanelSection title="Timeouts" summary={set === 0 ? "Defaults" : `${set} set`}>
      {FIELDS.map(([key, label, fallback, hint]) => (
        <NumberField
          key={key}
          label={label}
          unit="ms"
          hint={hint}
          value={timeouts[key]}
          {...(fallback === undefined ? {} : { defaultValue: fallback })}
          error={messageAt(findings, "timeouts", key)}
          onChange={(value) => onChange(withField(target, "timeouts", withField(timeouts, key, value)))}
        />
      ))}
      <NumberField
        label="Least useful time"
        unit="ms"
        hint="Skip this target when less time than this is left."
        defaultValue={50}
        value={target.minUsefulMs}
        error={messageAt(findings, "minUsefulMs")}
        onChange={(value) => onChange(withField(target, "minUsefulMs", value))}
      />
    </PanelSection>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import type { Replay, UnboundPolicy } from "#lib/fallback/schema";
import { NumberField } from "./number-field.tsx";
import { withField } from "./optional-field.ts";
import { messageAt } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import type { PolicySectionProps } from "./policy-sections.tsx";

interface ChoiceFieldProps<T extends string> {
  label: string;
  hint?: string;
  value: T | undefined;
  /** The first choice is the default, stored as absent. */
  choices: readonly (readonly [T, string])[];
  onChange: (value: T | undefined) => void;
  error?: string | undefined;
}

export function ChoiceField<T extends string>({
  label,
  hint,
  value,
  choices,
  onChange,
  error,
}: ChoiceFieldProps<T>) {
  const first = choices[0]?.[0];
  return (
    <Field label={label} hint={hint} error={error}>
      <Select
        value={value ?? first}
        onChange={(event) => {
          const chosen = choices.find(([key]) => key === event.target.value)?.[0];
          onChange(chosen === first ? undefined : chosen);
        }}
      >
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}

const NON_IDEMPOTENT = [
  ["before_send", "Only when it was not sent"],
  ["never", "Never"],
  ["with_key", "Also with an idempotency key"],
  ["always", "Always (risky)"],
] as const;
const IDEMPOTENT = [
  ["shared_state", "When both targets share state"],
  ["always", "Always"],
  ["never", "Never"],
] as const;
const OVER_LIMIT = [
  ["no_fallback", "Stream it to the first target alone"],
  ["reject_413", "Refuse it with 413"],
] as const;

/** What may be sent a second time. A request that may have been executed is repeated only with permission. */
export function ReplaySection({ policy, onChange, findings }: PolicySectionProps) {
  const replay = policy.replay ?? {};
  const set = <K extends keyof Replay>(key: K, value: Replay[K] | undefined) =>
    onChange(withField(policy, "replay", withField(replay, key, value)));
  const at = (key: keyof Replay) => messageAt(findings, "replay", key);
  return (
    <PanelSection title="Repeating requests" summary={policy.replay ? "Changed" : "Defaults"}>
      <ChoiceField
        label="POST and PATCH"
        value={replay.nonIdempotent}
        choices={NON_IDEMPOTENT}
        onChange={(value) => set("nonIdempotent", value)}
        error={at("nonIdempotent")}
      />
      <ChoiceField
        label="PUT and DELETE"
        hint="Idempotent within one origin only."
        value={replay.idempotentUnsafe}
        choices={IDEMPOTENT}
        onChange={(value) => set("idempotentUnsafe", value)}
        error={at("idempotentUnsafe")}
      />
      <Field label="Idempotency header" optional error={at("idempotencyHeader")}>
        <Input
          mono
          value={replay.idempotencyHeader ?? ""}
          placeholder="Idempotency-Key"
          onChange={(event) => set("idempotencyHeader", event.target.value.trim() || undefined)}
        />
      </Field>
      <NumberField
        label="Body kept for repeating"
        unit="bytes"
        defaultValue={65_536}
        value={replay.bodyMaxBytes}
        error={at("bodyMaxBytes")}
        onChange={(value) => set("bodyMaxBytes", value)}
      />
      <ChoiceField
        label="A longer body"
        value={replay.bodyOverLimit}
        choices={OVER_LIMIT}
        onChange={(value) => set("bodyOverLimit", value)}
        error={at("bodyOverLimit")}
      />
    </PanelSection>
  );
}

const ALL_UNAVAILABLE = [
  ["try_last", "Try the last one all the same"],
  ["try_anyway", "Try all, in order"],
  ["fail_fast", "Fail at once"],
] as const;
const RESPOND = [
  ["last", "The last failure"],
  ["first", "The first failure"],
  ["synthetic", "A status of the gateway’s own"],
] as const;

/** What the caller gets when nothing answers. */
export function UnavailableSection({ policy, onChange, findings }: PolicySectionProps) {
  const exhausted = policy.whenExhausted;
  const setExhausted = (next: UnboundPolicy["whenExhausted"]) =>
    onChange(withField(policy, "whenExhausted", next));
  return (
    <PanelSection
      title="When nothing answers"
      summary={policy.allUnavailable || exhausted ? "Changed" : "Defaults"}
    >
      <ChoiceField
        label="All targets are out of service"
        value={policy.allUnavailable}
        choices={ALL_UNAVAILABLE}
        onChange={(value) => onChange(withField(policy, "allUnavailable", value))}
        error={messageAt(findings, "allUnavailable")}
      />
      <ChoiceField
        label="Every attempt failed: answer with"
        value={exhausted?.respond}
        choices={RESPOND}
        onChange={(respond) => setExhausted(respond ? { respond } : undefined)}
        error={messageAt(findings, "whenExhausted", "respond")}
      />
      {exhausted?.respond === "synthetic" ? (
        <NumberField
          label="Status"
          defaultValue={503}
          value={exhausted.status}
          error={messageAt(findings, "whenExhausted", "status")}
          onChange={(status) => setExhausted(withField(exhausted, "status", status))}
        />
      ) : null}
      <Switch
        label="Tell the caller"
        hint="X-Fallback-Target, X-Fallback-Attempts and X-Fallback-Reason in the answer."
        checked={policy.exposure?.clientHeaders === true}
        onChange={(event) =>
          onChange(withField(policy, "exposure", event.target.checked ? { clientHeaders: true } : undefined))
        }
      />
    </PanelSection>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import type { ActiveHealth } from "#lib/fallback/schema";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { formatStatusList, parseStatusList, withField } from "./optional-field.ts";
import { messageAt, type TargetOf, type TargetPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";

/** Probes of the gateway's own, and what live traffic says: both take a target out of service before requests suffer. */
export function HealthSection(props: TargetPanelProps<TargetOf<"http">>) {
  const { target, onChange } = props;
  const health = target.health ?? {};
  const setActive = (active: ActiveHealth | undefined) =>
    onChange(withField(target, "health", withField(health, "active", active)));
  return (
    <PanelSection
      title="Health"
      summary={health.active ? `Probed by ${health.active.type}` : "Live traffic only"}
    >
      <Switch
        label="Probe this target"
        hint="The gateway asks it regularly, also while nobody else does."
        checked={health.active !== undefined}
        onChange={(event) => setActive(event.target.checked ? { type: "http", path: "/" } : undefined)}
      />
      {health.active ? (
        <ProbeFields active={health.active} onChange={setActive} findings={props.findings} />
      ) : null}
      <PassiveFields {...props} />
    </PanelSection>
  );
}

interface ProbeFieldsProps {
  active: ActiveHealth;
  onChange: (active: ActiveHealth) => void;
  findings: TargetPanelProps<TargetOf<"http">>["findings"];
}

const PROBE_NUMBERS = [
  ["intervalMs", "Every", "ms", 10_000],
  ["unhealthyIntervalMs", "Every, while down", "ms", 2000],
  ["timeoutMs", "Timeout", "ms", 2000],
  ["healthySuccesses", "Good probes to come back", undefined, 2],
  ["unhealthyFailures", "Bad probes to go", undefined, 3],
] as const;

function ProbeFields({ active, onChange, findings }: ProbeFieldsProps) {
  const at = (key: keyof ActiveHealth) => messageAt(findings, "health", "active", key);
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Probe">
          <Select
            value={active.type}
            onChange={(event) =>
              onChange(
                event.target.value === "tcp"
                  ? { type: "tcp" }
                  : { ...active, type: "http", path: active.path ?? "/" },
              )
            }
          >
            <option value="http">HTTP request</option>
            <option value="tcp">TCP connection</option>
          </Select>
        </Field>
        {active.type === "http" ? (
          <Field label="Path" error={at("path")}>
            <Input
              mono
              value={active.path ?? ""}
              onChange={(event) =>
                onChange(withField(active, "path", event.target.value.trim() || undefined))
              }
            />
          </Field>
        ) : null}
      </div>
      {active.type === "http" ? (
        <ListField
          label="Good statuses"
          value={active.expect}
          onChange={(expect) => onChange(withField(active, "expect", expect))}
          format={formatStatusList}
          parse={parseStatusList}
          refusal="Status codes and ranges, such as 200, 300-399."
          placeholder="200-399"
          error={at("expect")}
        />
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        {PROBE_NUMBERS.map(([key, label, unit, fallback]) => (
          <NumberField
            key={key}
            label={label}
            {...(unit ? { unit } : {})}
            defaultValue={fallback}
            value={active[key]}
            error={at(key)}
            onChange={(value) => onChange(withField(active, key, value))}
          />
        ))}
      </div>
    </>
  );
}

const PASSIVE_NUMBERS = [
  ["failures", "Failures in a row", undefined, 3],
  ["windowMs", "Within", "ms", 10_000],
  ["ejectMs", "Out of service for", "ms", 10_000],
] as const;

function PassiveFields({ target, onChange, findings }: TargetPanelProps<TargetOf<"http">>) {
  const health = target.health ?? {};
  const passive = health.passive ?? {};
  const set = (next: typeof passive) =>
    onChange(withField(target, "health", withField(health, "passive", next)));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-2 text-sm font-medium">Out of service by live traffic</legend>
      <div className="grid grid-cols-2 gap-3">
        {PASSIVE_NUMBERS.map(([key, label, unit, fallback]) => (
          <NumberField
            key={key}
            label={label}
            {...(unit ? { unit } : {})}
            defaultValue={fallback}
            value={passive[key]}
            error={messageAt(findings, "health", "passive", key)}
            onChange={(value) => set(withField(passive, key, value))}
          />
        ))}
        <ListField
          label="Failing statuses"
          value={passive.statuses}
          onChange={(statuses) => set(withField(passive, "statuses", statuses))}
          format={formatStatusList}
          parse={parseStatusList}
          refusal="Status codes and ranges."
          placeholder="502, 503, 504"
          keepEmpty
          error={messageAt(findings, "health", "passive", "statuses")}
        />
      </div>
    </fieldset>
  );
}

"use client";

import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { AnyPolicy } from "#lib/fallback";
import { FaultFields } from "./fault-fields.tsx";
import { HeadersField } from "./headers-field.tsx";
import { NumberField } from "./number-field.tsx";
import { LENGTHS_S, METHODS, type SimulationSettings } from "./simulation-settings.ts";

interface SimulationFormProps {
  settings: SimulationSettings;
  set: (change: Partial<SimulationSettings>) => void;
  /** As it is played: with the targets of other APIs in it. */
  policy: AnyPolicy;
}

/** What comes in, what is wrong with each target, and, for traffic, how much of it and when. */
export function SimulationForm({ settings, set, policy }: SimulationFormProps) {
  return (
    <div className="grid gap-x-6 gap-y-5 md:grid-cols-2">
      <fieldset className="flex min-w-0 flex-col gap-3">
        <legend className="mb-3 text-sm font-semibold">What fails</legend>
        {policy.chain.map((target) => (
          <FaultFields
            key={target.id}
            target={target}
            mode={settings.mode}
            fault={settings.faults[target.id] ?? { name: "up" }}
            onChange={(fault) => set({ faults: { ...settings.faults, [target.id]: fault } })}
          />
        ))}
      </fieldset>
      <fieldset className="flex min-w-0 flex-col gap-3">
        <legend className="mb-3 text-sm font-semibold">
          {settings.mode === "request" ? "The request" : "The traffic"}
        </legend>
        {settings.mode === "minute" ? <TrafficFields settings={settings} set={set} /> : null}
        <RequestFields settings={settings} set={set} policy={policy} />
      </fieldset>
    </div>
  );
}

function TrafficFields({ settings, set }: Omit<SimulationFormProps, "policy">) {
  const { requestsPerSecond, fromS, toS, lengthS } = settings;
  return (
    <div className="grid grid-cols-2 gap-3">
      <NumberField
        label="Requests/s"
        required
        value={requestsPerSecond}
        onChange={(rate) => set({ requestsPerSecond: Math.min(100, Math.max(1, rate ?? 1)) })}
      />
      <Field label="For">
        <Select value={String(lengthS)} onChange={(event) => set({ lengthS: lengthOf(event.target.value) })}>
          {LENGTHS_S.map((length) => (
            <option key={length} value={length}>
              {length / 60} min
            </option>
          ))}
        </Select>
      </Field>
      <NumberField
        label="Faults from"
        unit="s"
        required
        value={fromS}
        onChange={(from) => set({ fromS: Math.min(from ?? 0, lengthS), toS: Math.max(toS, from ?? 0) })}
      />
      <NumberField
        label="Until"
        unit="s"
        required
        value={toS}
        error={toS < fromS ? "Not before they begin." : undefined}
        onChange={(to) => set({ toS: Math.min(to ?? 0, lengthS) })}
      />
    </div>
  );
}

const lengthOf = (text: string) => LENGTHS_S.find((length) => String(length) === text) ?? LENGTHS_S[0];

function RequestFields({ settings, set, policy }: SimulationFormProps) {
  const hasCanary = policy.chain.some((target) => (target.canaryPercent ?? 0) > 0);
  const looksAtHeaders = policy.chain.some((target) => target.when?.header);
  return (
    <>
      <div className="grid grid-cols-3 items-end gap-3">
        <Field label="Method">
          <Select
            value={settings.method}
            onChange={(event) => {
              const method = event.target.value;
              set({ method, bodyBytes: ["POST", "PUT", "PATCH"].includes(method) ? 200 : 0 });
            }}
          >
            {METHODS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        <NumberField
          label="Body"
          unit="bytes"
          required
          value={settings.bodyBytes}
          onChange={(bodyBytes) => set({ bodyBytes: bodyBytes ?? 0 })}
        />
        <NumberField
          label="Deadline"
          unit="ms"
          absent="none"
          value={settings.clientDeadlineMs}
          onChange={(clientDeadlineMs) => set({ clientDeadlineMs })}
        />
      </div>
      <Checkbox
        label="With an idempotency key"
        checked={settings.idempotencyKey}
        onChange={(event) => set({ idempotencyKey: event.target.checked })}
      />
      {hasCanary && settings.mode === "request" ? (
        <Checkbox
          label="Drawn as a canary"
          hint="Starts at a target that is always exercised."
          checked={settings.canary}
          onChange={(event) => set({ canary: event.target.checked })}
        />
      ) : null}
      {looksAtHeaders ? (
        <HeadersField
          label="Request headers"
          hint="The chain looks at headers."
          value={settings.headers}
          onChange={(headers) => set({ headers: headers ?? {} })}
        />
      ) : null}
    </>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { AnyTarget } from "#lib/fallback";
import { NumberField } from "./number-field.tsx";
import { FAULTS, isFaultName, lookOf, type Fault, type FaultName } from "./simulation-settings.ts";

interface FaultFieldsProps {
  target: AnyTarget;
  mode: "request" | "minute";
  fault: Fault;
  onChange: (fault: Fault) => void;
}

const NAMES = Object.keys(FAULTS).filter(isFaultName);
const STORED: readonly [FaultName, string][] = [
  ["up", "Has an answer stored"],
  ["refused", "Has nothing stored"],
];

/** What can be wrong with a target of this kind; what comes of traffic cannot be chosen for traffic. */
function choicesFor(target: AnyTarget, mode: "request" | "minute"): readonly [FaultName, string][] {
  if (target.kind === "stale") return STORED;
  return NAMES.filter((name) => {
    if (name === "full") return mode === "request" && target.maxConcurrent !== undefined;
    return mode === "request" || lookOf(name).state === undefined;
  }).map((name) => [name, FAULTS[name].label]);
}

/** How one target behaves in the simulation. A static answer cannot fail. */
export function FaultFields({ target, mode, fault, onChange }: FaultFieldsProps) {
  if (target.kind === "static") return null;
  const choices = choicesFor(target, mode);
  const name = choices.some(([known]) => known === fault.name) ? fault.name : "up";
  const look = lookOf(name);
  return (
    <div className="flex items-start gap-2">
      <Field label={target.id} className="flex-1">
        <Select
          value={name}
          onChange={(event) =>
            onChange({ name: isFaultName(event.target.value) ? event.target.value : "up" })
          }
        >
          {choices.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {look.amount === undefined ? null : (
        <div className="w-32 shrink-0">
          <NumberField
            label={look.amountLabel ?? "Amount"}
            unit={look.unit}
            required
            value={fault.amount ?? look.amount}
            onChange={(amount) => onChange({ name, ...(amount === undefined ? {} : { amount }) })}
          />
        </div>
      )}
    </div>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TIER_WORDS } from "@/components/ui/tier-badge.tsx";
import { TIERS } from "#lib/catalogue/schema";

interface TierFieldProps {
  tier: number;
  error: string | undefined;
  onChange: (tier: number) => void;
}

/** How critical an API is. */
export function TierField({ tier, error, onChange }: TierFieldProps) {
  return (
    <Field
      label="Tier"
      hint="How much depends on it. Tier 1 APIs are the first to need an understudy."
      error={error}
    >
      <Select value={tier} onChange={(event) => onChange(Number(event.target.value))}>
        {TIERS.map((one) => (
          <option key={one} value={one}>
            {`Tier ${one} · ${TIER_WORDS[one] ?? ""}`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

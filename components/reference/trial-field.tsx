"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Callout } from "@/components/ui/callout.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { CallSettings } from "#lib/reference/schema";
import type { Filled } from "./request-of.ts";

interface TrialFieldProps {
  call: CallSettings;
  filled: Filled;
  onChange: (filled: Filled) => void;
}

/** Whose key goes with the request, where the version takes keys. The key itself never comes here. */
export function TrialField({ call, filled, onChange }: TrialFieldProps) {
  const { trial, environment } = call;
  if (!trial) return null;
  if (trial.applications.length === 0) {
    return trial.isNeeded ? (
      <Callout tone="info" title="It takes keys of subscribed applications">
        {`None of yours has an active subscription in ${environment}. Without a key the gateway answers 401.`}
      </Callout>
    ) : null;
  }
  const { application, ...others } = filled;
  return (
    <Field
      label="With a key of"
      hint="The portal makes one that is good for 15 minutes and for this version alone, and keeps it to itself."
    >
      <Select
        value={application ?? ""}
        onChange={({ target: { value } }) =>
          onChange({ ...others, ...(value ? { application: value } : {}) })
        }
      >
        <option value="">No key</option>
        {trial.applications.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

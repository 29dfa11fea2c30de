"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { TargetBinding } from "#lib/fallback/schema";
import { CONNECTION } from "./binding-fields.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { FieldWarnings } from "./field-warnings.tsx";
import { NumberField } from "./number-field.tsx";
import { withField } from "./optional-field.ts";
import { messageAt, type BindingPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import { SpecSection } from "./spec-section.tsx";

const EMPTY: TargetBinding = { endpoints: [{ url: "" }] };

/** Where the target is in one environment, how its certificate is checked, and the credential it is called with. */
export function AddressSection({ binding = EMPTY, onChange, findings, environment }: BindingPanelProps) {
  const { endpoints } = binding;
  const put = (next: TargetBinding["endpoints"]) => onChange({ ...binding, endpoints: next }, "endpoints");
  return (
    <>
      <PanelSection
        title={`Address in ${environment}`}
        fields={["endpoints"]}
        summary={endpoints[0]?.url ?? ""}
        hasError={findings.some(({ path, severity }) => severity === "error" && path[0] === "endpoints")}
        open
      >
        {endpoints.map((endpoint, index) => (
          <EndpointFields
            key={index}
            index={index}
            endpoint={endpoint}
            alone={endpoints.length === 1}
            findings={findings}
            onChange={(next) => put(endpoints.map((old, at) => (at === index ? next : old)))}
            onRemove={() => put(endpoints.filter((_, at) => at !== index))}
          />
        ))}
        <div>
          <Button size="sm" onClick={() => put([...endpoints, { url: "" }])}>
            <Plus aria-hidden />
            Add an address
          </Button>
        </div>
      </PanelSection>
      <SpecSection
        section={{ ...CONNECTION, title: `Connection in ${environment}` }}
        scope="target"
        owner={binding}
        findings={findings}
        onChange={onChange}
      />
      <PanelSection
        title={`Credential in ${environment}`}
        fields={["auth"]}
        summary={binding.auth ? binding.auth.name : "None"}
        hasError={findings.some(({ path, severity }) => severity === "error" && path[0] === "auth")}
      >
        <CredentialFields binding={binding} onChange={onChange} findings={findings} />
      </PanelSection>
    </>
  );
}

/** What is wrong with the addresses together, or with the binding as a whole: that there is none. */
function wholeMessage(findings: BindingPanelProps["findings"]): string | undefined {
  return findings.find(({ path, severity }) => {
    return severity === "error" && ["", "endpoints"].includes(path.join("."));
  })?.message;
}

interface EndpointFieldsProps {
  endpoint: TargetBinding["endpoints"][number];
  index: number;
  alone: boolean;
  findings: BindingPanelProps["findings"];
  onChange: (endpoint: TargetBinding["endpoints"][number]) => void;
  onRemove: () => void;
}

/** One address. Where there are several, requests are shared out by weight and a repeat takes another. */
function EndpointFields({ endpoint, index, alone, findings, onChange, onRemove }: EndpointFieldsProps) {
  const general = index === 0 ? wholeMessage(findings) : undefined;
  const label = alone ? "Address" : `Address ${index + 1}`;
  return (
    <div className="flex items-start gap-2">
      <div data-field={`endpoints.${index}.url`} className="min-w-0 flex-1">
        <Field
          label={label}
          required
          hint={index === 0 ? "The rest of the request’s path is added to it." : undefined}
          error={messageAt(findings, "endpoints", index, "url") ?? general}
        >
          <Input
            mono
            type="url"
            inputMode="url"
            value={endpoint.url}
            placeholder="https://orders.internal:8443"
            onChange={(event) => onChange({ ...endpoint, url: event.target.value.trim() })}
          />
        </Field>
        <FieldWarnings findings={findings} path={["endpoints", index]} />
      </div>
      {alone ? null : (
        <>
          <div data-field={`endpoints.${index}.weight`} className="w-24 shrink-0">
            <NumberField
              label="Weight"
              defaultValue={1}
              value={endpoint.weight}
              error={messageAt(findings, "endpoints", index, "weight")}
              onChange={(weight) => onChange(withField(endpoint, "weight", weight))}
            />
          </div>
          <IconButton label={`Remove ${label.toLowerCase()}`} className="mt-6.5" onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import type { TargetBinding } from "#lib/fallback/schema";
import { withField } from "./optional-field.ts";
import { messageAt, type BindingPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { CredentialFields } from "./credential-fields.tsx";

const EMPTY: TargetBinding = { endpoints: [{ url: "" }] };

/** Where the target is in one environment, how its certificate is checked, and the credential it is called with. */
export function AddressSection({ binding = EMPTY, onChange, findings, environment }: BindingPanelProps) {
  const url = binding.endpoints[0]?.url ?? "";
  const tls = binding.tls ?? {};
  return (
    <>
      <PanelSection title={`Address in ${environment}`} summary={url} open>
        <Field
          label="Address"
          required
          hint="The rest of the request's path is added to it."
          error={
            messageAt(findings, "endpoints", 0, "url") ??
            messageAt(findings, "endpoints") ??
            messageAt(findings)
          }
        >
          <Input
            mono
            type="url"
            inputMode="url"
            value={url}
            placeholder="https://orders.internal:8443"
            onChange={(event) => onChange({ ...binding, endpoints: [{ url: event.target.value.trim() }] })}
          />
        </Field>
        {url.startsWith("https:") ? (
          <>
            <Field
              label="Server name"
              optional
              hint="Sent as SNI and checked against the certificate. Default: the host of the address."
              error={messageAt(findings, "tls", "serverName")}
            >
              <Input
                mono
                value={tls.serverName ?? ""}
                onChange={(event) => {
                  const serverName = event.target.value.trim() || undefined;
                  onChange(withField(binding, "tls", withField(tls, "serverName", serverName)));
                }}
              />
            </Field>
            <Switch
              label="Check the certificate"
              hint={messageAt(findings, "tls", "verify") ?? "Turn off only for a test system you trust."}
              checked={tls.verify !== false}
              onChange={(event) => {
                const verify = event.target.checked ? undefined : false;
                onChange(withField(binding, "tls", withField(tls, "verify", verify)));
              }}
            />
          </>
        ) : null}
        <ConnectionFields binding={binding} onChange={onChange} findings={findings} />
      </PanelSection>
      <PanelSection
        title={`Credential in ${environment}`}
        summary={binding.auth ? binding.auth.name : "None"}
      >
        <CredentialFields binding={binding} onChange={onChange} findings={findings} />
      </PanelSection>
    </>
  );
}

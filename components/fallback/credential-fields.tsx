"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { withField } from "./optional-field.ts";
import { messageAt, type BindingPanelProps } from "./panel-props.ts";

type CredentialProps = Pick<BindingPanelProps, "onChange" | "findings"> & {
  binding: NonNullable<BindingPanelProps["binding"]>;
};

/** The credential the gateway adds for this target alone. It is sealed when saved and never shown again. */
export function CredentialFields({ binding, onChange, findings }: CredentialProps) {
  const auth = binding.auth;
  const set = (next: NonNullable<typeof auth>) => onChange({ ...binding, auth: next });
  return (
    <>
      <Switch
        label="Send a credential"
        hint="Only this target gets it. The caller's own credentials are not replaced elsewhere."
        checked={auth !== undefined}
        onChange={(event) =>
          onChange(
            withField(
              binding,
              "auth",
              event.target.checked
                ? { in: "header", name: "Authorization", prefix: "Bearer ", secretRef: "" }
                : undefined,
            ),
          )
        }
      />
      {auth ? (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Field label="Sent in">
              <Select
                value={auth.in}
                onChange={(event) =>
                  set({ ...auth, in: event.target.value === "query" ? "query" : "header" })
                }
              >
                <option value="header">Header</option>
                <option value="query">Query</option>
              </Select>
            </Field>
            <Field label="Name" error={messageAt(findings, "auth", "name")}>
              <Input
                mono
                value={auth.name}
                onChange={(event) => set({ ...auth, name: event.target.value.trim() })}
              />
            </Field>
          </div>
          <Field label="Prefix" optional hint="Put before the secret, for example “Bearer ”.">
            <Input
              mono
              value={auth.prefix ?? ""}
              onChange={(event) => set(withField(auth, "prefix", event.target.value || undefined))}
            />
          </Field>
          <Field
            label="Secret"
            required
            hint="The secret itself, sealed when you save; or env:UPSTREAM_NAME for a variable of the gateway."
            error={messageAt(findings, "auth", "secretRef")}
          >
            <Input
              mono
              type={auth.secretRef.startsWith("env:") ? "text" : "password"}
              autoComplete="off"
              value={auth.secretRef}
              onChange={(event) => set({ ...auth, secretRef: event.target.value })}
            />
          </Field>
        </>
      ) : null}
    </>
  );
}

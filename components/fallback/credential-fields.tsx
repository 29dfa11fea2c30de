"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { FieldWarnings } from "./field-warnings.tsx";
import { withField } from "./optional-field.ts";
import { messageAt, type BindingPanelProps } from "./panel-props.ts";

type CredentialProps = Pick<BindingPanelProps, "onChange" | "findings"> & {
  binding: NonNullable<BindingPanelProps["binding"]>;
};

/** The credential the gateway adds for this target alone. It is sealed when saved and never shown again. */
export function CredentialFields({ binding, onChange, findings }: CredentialProps) {
  const auth = binding.auth;
  const set = (next: NonNullable<typeof auth>, field: string) =>
    onChange({ ...binding, auth: next }, `auth.${field}`);
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
            "auth",
          )
        }
      />
      {auth ? (
        <>
          <div className="grid grid-cols-2 gap-3">
            <div data-field="auth.in">
              <Field label="Sent in">
                <Select
                  value={auth.in}
                  onChange={(event) =>
                    set({ ...auth, in: event.target.value === "query" ? "query" : "header" }, "in")
                  }
                >
                  <option value="header">Header</option>
                  <option value="query">Query</option>
                </Select>
              </Field>
            </div>
            <div data-field="auth.name">
              <Field label="Name" error={messageAt(findings, "auth", "name")}>
                <Input
                  mono
                  value={auth.name}
                  onChange={(event) => set({ ...auth, name: event.target.value.trim() }, "name")}
                />
              </Field>
            </div>
          </div>
          <div data-field="auth.prefix">
            <Field
              label="Prefix"
              optional
              hint="Put before the secret, for example “Bearer ”."
              error={messageAt(findings, "auth", "prefix")}
            >
              <Input
                mono
                value={auth.prefix ?? ""}
                onChange={(event) =>
                  set(withField(auth, "prefix", event.target.value || undefined), "prefix")
                }
              />
            </Field>
          </div>
          <div data-field="auth.secretRef">
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
                onChange={(event) => set({ ...auth, secretRef: event.target.value }, "secretRef")}
              />
            </Field>
            <FieldWarnings findings={findings} path={["auth", "secretRef"]} />
          </div>
        </>
      ) : null}
    </>
  );
}

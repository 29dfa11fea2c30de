"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { useState } from "react";
import { ListField } from "./list-field.tsx";
import { formatHeaders, parseHeaders, parseNameList, withField } from "./optional-field.ts";
import { messageAt, type TargetOf, type TargetPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

/** What is changed in the request on its way to this target. */
export function ForwardingSection({ target, onChange, findings }: TargetPanelProps<TargetOf<"http">>) {
  const rewrite = target.rewrite ?? {};
  const setRewrite = (next: typeof rewrite) => onChange(withField(target, "rewrite", next));
  const at = (...path: string[]) => messageAt(findings, ...path);
  return (
    <PanelSection title="Forwarding" summary={target.rewrite || target.host ? "Changed" : "As it came"}>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Take off the path" optional error={at("rewrite", "stripPrefix")}>
          <Input
            mono
            value={rewrite.stripPrefix ?? ""}
            placeholder="/v1"
            onChange={(event) =>
              setRewrite(withField(rewrite, "stripPrefix", event.target.value.trim() || undefined))
            }
          />
        </Field>
        <Field label="Put before the path" optional error={at("rewrite", "addPrefix")}>
          <Input
            mono
            value={rewrite.addPrefix ?? ""}
            placeholder="/api"
            onChange={(event) =>
              setRewrite(withField(rewrite, "addPrefix", event.target.value.trim() || undefined))
            }
          />
        </Field>
      </div>
      <HeadersField
        label="Set headers"
        hint="One per line: Name: value."
        value={rewrite.setHeaders}
        onChange={(setHeaders) => setRewrite(withField(rewrite, "setHeaders", setHeaders))}
        error={at("rewrite", "setHeaders")}
      />
      <ListField
        label="Remove headers"
        value={rewrite.removeHeaders}
        onChange={(removeHeaders) => setRewrite(withField(rewrite, "removeHeaders", removeHeaders))}
        format={(names) => names.join(", ")}
        parse={(text) => parseNameList(text, HEADER_NAME)}
        refusal="Header names, separated by commas."
        error={at("rewrite", "removeHeaders")}
      />
      <HostFields target={target} onChange={onChange} findings={findings} />
    </PanelSection>
  );
}

function HostFields({ target, onChange, findings }: TargetPanelProps<TargetOf<"http">>) {
  const mode = target.host?.mode ?? "upstream";
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Host header" error={messageAt(findings, "host", "mode")}>
        <Select
          value={mode}
          onChange={(event) => {
            const next = event.target.value;
            if (next === "pass") onChange({ ...target, host: { mode: "pass" } });
            else if (next === "set") onChange({ ...target, host: { mode: "set", value: "" } });
            else onChange(withField(target, "host", undefined));
          }}
        >
          <option value="upstream">The target’s own</option>
          <option value="pass">As the caller sent it</option>
          <option value="set">This one</option>
        </Select>
      </Field>
      {mode === "set" ? (
        <Field label="Host" required error={messageAt(findings, "host", "value")}>
          <Input
            mono
            value={target.host?.value ?? ""}
            onChange={(event) =>
              onChange({ ...target, host: { mode: "set", value: event.target.value.trim() } })
            }
          />
        </Field>
      ) : null}
    </div>
  );
}

interface HeadersFieldProps {
  label: string;
  hint: string;
  value: Record<string, string> | undefined;
  onChange: (value: Record<string, string> | undefined) => void;
  error?: string | undefined;
}

export function HeadersField({ label, hint, value, onChange, error }: HeadersFieldProps) {
  const [text, setText] = useState<string>();
  const shown = text ?? formatHeaders(value ?? {});
  const parsed = parseHeaders(shown);
  return (
    <Field
      label={label}
      optional
      hint={hint}
      error={parsed === undefined ? "Each line is Name: value." : error}
    >
      <Textarea
        mono
        rows={3}
        value={shown}
        onChange={(event) => {
          setText(event.target.value);
          const headers = parseHeaders(event.target.value);
          if (headers) onChange(headers);
        }}
        onBlur={() => (parsed === undefined ? undefined : setText(undefined))}
      />
    </Field>
  );
}

"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { HeadersField } from "./forwarding-section.tsx";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { parseNameList, withField } from "./optional-field.ts";
import { messageAt, type TargetOf, type TargetPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";

/** An answer the gateway gives itself. */
export function StaticSection({ target, onChange, findings }: TargetPanelProps<TargetOf<"static">>) {
  return (
    <PanelSection title="Answer" open>
      <div className="grid grid-cols-2 gap-3">
        <NumberField
          label="Status"
          required
          value={target.status}
          error={messageAt(findings, "status")}
          onChange={(status) => (status === undefined ? undefined : onChange({ ...target, status }))}
        />
        <NumberField
          label="Retry-After"
          unit="s"
          value={target.retryAfterS}
          error={messageAt(findings, "retryAfterS")}
          onChange={(retryAfterS) => onChange(withField(target, "retryAfterS", retryAfterS))}
        />
      </div>
      <Field label="Content type" optional error={messageAt(findings, "contentType")}>
        <Input
          mono
          value={target.contentType ?? ""}
          onChange={(event) => onChange(withField(target, "contentType", event.target.value || undefined))}
        />
      </Field>
      <Field label="Body" optional error={messageAt(findings, "body")}>
        <Textarea
          mono
          rows={5}
          value={target.body ?? ""}
          onChange={(event) => onChange(withField(target, "body", event.target.value || undefined))}
        />
      </Field>
      <HeadersField
        label="Headers"
        hint="One per line: Name: value."
        value={target.headers}
        onChange={(headers) => onChange(withField(target, "headers", headers))}
        error={messageAt(findings, "headers")}
      />
    </PanelSection>
  );
}

const ISOLATION = {
  authorization: "Same Authorization header",
  consumer: "Same consumer",
  public: "Everyone",
} as const;

/** The last good response of an earlier target, kept by the gateway. */
export function StaleSection({ target, onChange, findings }: TargetPanelProps<TargetOf<"stale">>) {
  return (
    <PanelSection title="Last good response" open>
      <NumberField
        label="Oldest answer"
        unit="ms"
        required
        hint="Older than this it is not given."
        value={target.maxStaleMs}
        error={messageAt(findings, "maxStaleMs")}
        onChange={(maxStaleMs) =>
          maxStaleMs === undefined ? undefined : onChange({ ...target, maxStaleMs })
        }
      />
      <Field
        label="Given to"
        hint="“Everyone” only for answers that are the same for all callers."
        error={messageAt(findings, "isolateBy")}
      >
        <Select
          value={target.isolateBy}
          onChange={(event) =>
            onChange({ ...target, isolateBy: event.target.value as keyof typeof ISOLATION })
          }
        >
          {Object.entries(ISOLATION).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <NumberField
        label="Largest answer kept"
        unit="bytes"
        required
        value={target.maxEntryBytes}
        error={messageAt(findings, "maxEntryBytes")}
        onChange={(maxEntryBytes) =>
          maxEntryBytes === undefined ? undefined : onChange({ ...target, maxEntryBytes })
        }
      />
      <ListField
        label="Also differs by headers"
        hint="Besides what the response's Vary names."
        value={target.varyBy}
        onChange={(varyBy) => onChange(withField(target, "varyBy", varyBy))}
        format={(names) => names.join(", ")}
        parse={(text) => parseNameList(text, /^[A-Za-z0-9-]{1,100}$/)}
        refusal="Header names, separated by commas."
        error={messageAt(findings, "varyBy")}
      />
    </PanelSection>
  );
}

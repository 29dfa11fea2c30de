"use client";

import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { UnboundTarget } from "#lib/fallback/schema";
import { ListField } from "./list-field.tsx";
import { parseNameList, withField } from "./optional-field.ts";
import { messageAt, type TargetPanelProps } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";

const METHOD = /^[A-Z]{1,20}$/;

/** Which requests this target may answer. */
export function EligibilitySection({ target, onChange, findings }: TargetPanelProps<UnboundTarget>) {
  const when = target.when ?? {};
  const header = when.header?.[0];
  const set = (next: typeof when) => onChange(withField(target, "when", next));
  return (
    <PanelSection title="Takes" summary={target.when ? "Some requests" : "Every request"}>
      <ListField
        label="Methods"
        hint="Empty: all."
        placeholder="GET, HEAD"
        value={when.methods}
        onChange={(methods) => set(withField(when, "methods", methods))}
        format={(names) => names.join(", ")}
        parse={(text) => parseNameList(text.toUpperCase(), METHOD)}
        refusal="Methods, separated by commas."
        error={messageAt(findings, "when", "methods")}
      />
      <div className="grid grid-cols-2 gap-3">
        <Field
          label="Header"
          optional
          hint="Only with this header."
          error={messageAt(findings, "when", "header")}
        >
          <Input
            mono
            value={header?.name ?? ""}
            onChange={(event) => {
              const name = event.target.value.trim();
              set(withField(when, "header", name ? [{ ...header, name }] : undefined));
            }}
          />
        </Field>
        {header ? (
          <Field label="Is" optional hint="Empty: any value.">
            <Input
              mono
              value={header.equals ?? ""}
              onChange={(event) =>
                set({ ...when, header: [withField(header, "equals", event.target.value || undefined)] })
              }
            />
          </Field>
        ) : null}
      </div>
    </PanelSection>
  );
}

const SEMANTICS = [
  ["sharesState", "Shares state with the other targets", "A PUT or DELETE may be repeated here."],
  [
    "sharesDedupStore",
    "Shares the idempotency store",
    "A request with an idempotency key may be repeated here.",
  ],
  ["readOnly", "Read only", "It answers reads; writes are refused by it."],
] as const;

/** What the owner knows of the target and the gateway cannot: what it shares, and what would take it down together with another. */
export function FactsSection({ target, onChange, findings }: TargetPanelProps<UnboundTarget>) {
  const semantics = target.semantics ?? {};
  const domain = target.failureDomain ?? {};
  return (
    <PanelSection title="Facts" summary={[domain.region, domain.provider].filter(Boolean).join(", ")}>
      {SEMANTICS.map(([key, label, hint]) => (
        <Checkbox
          key={key}
          label={label}
          hint={hint}
          checked={semantics[key] === true}
          onChange={(event) =>
            onChange(
              withField(target, "semantics", withField(semantics, key, event.target.checked || undefined)),
            )
          }
        />
      ))}
      <div className="grid grid-cols-2 gap-3">
        {(["region", "provider"] as const).map((key) => (
          <Field
            key={key}
            label={key === "region" ? "Region" : "Provider"}
            optional
            error={messageAt(findings, "failureDomain", key)}
          >
            <Input
              value={domain[key] ?? ""}
              onChange={(event) =>
                onChange(
                  withField(
                    target,
                    "failureDomain",
                    withField(domain, key, event.target.value.trim() || undefined),
                  ),
                )
              }
            />
          </Field>
        ))}
      </div>
    </PanelSection>
  );
}

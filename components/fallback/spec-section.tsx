"use client";

import type { Finding } from "#lib/fallback/schema";
import { FieldControl } from "./field-control.tsx";
import { enforcedFields, type Scope, type SectionSpec } from "./field-spec.ts";
import { countSet, withFieldSet } from "./field-value.ts";
import { PanelSection } from "./panel-section.tsx";
import { findingsAt } from "./target-summary.ts";

interface SpecSectionProps<T extends object> {
  section: SectionSpec;
  scope: Scope;
  owner: T;
  /** `field` names what was edited. */
  onChange: (owner: T, field: string) => void;
  /** Paths from the owner on. */
  findings: readonly Finding[];
  inherited?: (path: string) => boolean;
  open?: boolean;
}

/** A section of a form, from its table of fields. Nothing is shown of a section in which nothing is enforced. */
export function SpecSection<T extends object>(props: SpecSectionProps<T>) {
  const { section, scope, owner, onChange, findings, inherited, open } = props;
  const fields = enforcedFields(section, scope);
  if (fields.length === 0) return null;
  const paths = fields.map((field) => field.path);
  const changed = countSet(
    owner,
    fields.filter(({ control }) => !("required" in control && control.required)).map((field) => field.path),
  );
  const hasError = paths.some((path) =>
    findingsAt(findings, path.split(".")).some((finding) => finding.severity === "error"),
  );
  return (
    <PanelSection
      title={section.title}
      intro={section.intro}
      fields={paths}
      summary={changed === 0 ? "Defaults" : `${changed} set`}
      hasError={hasError}
      open={open ?? false}
    >
      <SectionFindings findings={findings} paths={paths} />
      <div className="grid grid-cols-2 gap-x-3 gap-y-4">
        {fields
          .filter((field) => field.only?.(owner) ?? true)
          .map((spec) => (
            <FieldControl
              key={spec.path}
              spec={spec}
              owner={owner}
              onSet={(path, value) => onChange(withFieldSet(owner, section.fields, { path, value }), path)}
              findings={findings}
              inherited={inherited}
            />
          ))}
      </div>
    </PanelSection>
  );
}

/** What concerns fields of the section together: a finding at something around them. */
function SectionFindings({ findings, paths }: { findings: readonly Finding[]; paths: readonly string[] }) {
  const around = findings.filter(({ path }) => {
    const place = path.join(".");
    return place !== "" && !paths.includes(place) && paths.some((field) => field.startsWith(`${place}.`));
  });
  return around.map(({ code, message, severity }) => (
    <p key={code} className={severity === "error" ? "text-sm text-danger" : "text-xs text-warn"}>
      {message}
    </p>
  ));
}

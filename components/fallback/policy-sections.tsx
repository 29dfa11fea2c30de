"use client";

import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import { POLICY_SECTIONS } from "./policy-fields.ts";
import { SpecSection } from "./spec-section.tsx";

export interface PolicySectionProps {
  policy: UnboundPolicy;
  /** `field` names what was edited. */
  onChange: (policy: UnboundPolicy, field: string) => void;
  findings: readonly Finding[];
}

/** The fields of the policy that no single target owns. */
export function PolicySections({ policy, onChange, findings }: PolicySectionProps) {
  return POLICY_SECTIONS.map((section) => (
    <SpecSection
      key={section.title}
      section={section}
      scope="policy"
      owner={policy}
      findings={findings}
      onChange={onChange}
    />
  ));
}

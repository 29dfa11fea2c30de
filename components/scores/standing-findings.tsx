import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { BrokenRuleBadge } from "@/components/rules/severity-badge.tsx";
import type { RuleSeverity } from "#lib/governance/schema";
import type { StandingFindingDto } from "#lib/scores/schema";

/** What breaks rules where it is live, and since when. */
export function StandingFindings({ findings }: { findings: readonly StandingFindingDto[] }) {
  return (
    <ul aria-label="What is live and breaks rules" className="flex flex-col border-t">
      {findings.map((finding) => (
        <FindingRow key={`${finding.ruleId} ${finding.version} ${finding.message}`} finding={finding} />
      ))}
    </ul>
  );
}

function FindingRow({ finding }: { finding: StandingFindingDto }) {
  // Cast: severities are these three.
  const severity = finding.severity as RuleSeverity;
  return (
    <li className="flex flex-col gap-1 border-b px-4 py-2.5 text-sm last:border-b-0">
      <span className="flex flex-wrap items-center gap-2">
        <BrokenRuleBadge severity={severity} waivedUntil={finding.waivedUntil} />
        <span className="font-medium">{finding.rule}</span>
        <span className="text-text-muted">
          {`${finding.version} in ${finding.environments.join(", ")}, `}
          <RelativeTime at={finding.since} />
        </span>
      </span>
      <span className="break-words text-text-muted">{finding.message}</span>
    </li>
  );
}

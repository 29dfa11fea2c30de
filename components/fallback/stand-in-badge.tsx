import { CircleCheck, CircleHelp, CircleX, Hourglass, TriangleAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import type { DraftStandIn } from "#lib/catalogue/schema";
import { standInSentence } from "./stand-in.ts";

const LOOKS: Record<DraftStandIn["verdict"], { tone: Tone; icon: LucideIcon; label: string }> = {
  compatible: { tone: "ok", icon: CircleCheck, label: "Can stand in" },
  degraded: { tone: "warn", icon: TriangleAlert, label: "Stands in in part" },
  incompatible: { tone: "danger", icon: CircleX, label: "Cannot stand in" },
  unknown: { tone: "outline", icon: CircleHelp, label: "Cannot be compared" },
  pending: { tone: "outline", icon: Hourglass, label: "Being compared" },
};

/** Whether the API of a card can answer in place of this one; why not, in its title. */
export function StandInBadge({ standIn }: { standIn: DraftStandIn | undefined }) {
  if (!standIn) return null;
  const { tone, icon: Icon, label } = LOOKS[standIn.verdict];
  const reasons = standIn.reasons.map(({ operation, message }) => `${operation}: ${message}`);
  return (
    <Badge tone={tone} title={[standInSentence(standIn), ...reasons].join("\n")}>
      <Icon aria-hidden />
      {label}
    </Badge>
  );
}

/** The same with its reasons, for the panel of the card. */
export function StandInNote({ standIn }: { standIn: DraftStandIn | undefined }) {
  if (!standIn) return null;
  const { reasons, reasonCount } = standIn;
  return (
    <div role="group" aria-label="Whether it can stand in" className="flex flex-col gap-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <StandInBadge standIn={standIn} />
        <span className="text-text-muted">{standInSentence(standIn)}</span>
      </p>
      {reasons.length === 0 ? null : (
        <ul className="flex flex-col gap-2 border-l-2 pl-3">
          {reasons.map(({ operation, message, verdict }) => (
            <li key={`${operation} ${message}`} className="wrap-anywhere">
              <span className="font-mono text-xs">{operation}</span>
              <span className="block text-text-muted">
                {verdict === "incompatible" ? "Fails: " : "May fail: "}
                {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      {reasonCount > reasons.length ? (
        <p className="text-xs text-text-muted">And {reasonCount - reasons.length} more.</p>
      ) : null}
    </div>
  );
}

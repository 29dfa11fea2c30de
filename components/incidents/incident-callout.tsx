import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { IncidentDto } from "#lib/telemetry/schema";
import { reasonWords } from "./reason-words.ts";

/** An open incident in one look: who answers instead, since when, why, and what it cost. */
export function IncidentCallout({ incident }: { incident: IncidentDto }) {
  const { id, servingTarget, primaryTarget, openedAt, rescued, failed, lastError } = incident;
  const title =
    servingTarget === primaryTarget
      ? `${primaryTarget} is back; the incident closes after a quiet minute`
      : servingTarget
        ? `${servingTarget} answers instead of ${primaryTarget}`
        : `Nothing answers in place of ${primaryTarget}`;
  return (
    <Callout tone={servingTarget ? "fallback" : "danger"} title={title} alert>
      <span>
        Started <RelativeTime at={openedAt} />.{" "}
        {lastError && lastError !== "pinned" ? `Last error: ${reasonWords(lastError)}. ` : ""}
        <span className="tabular-nums">
          {rescued} rescued, {failed} failed.
        </span>{" "}
        <Link href={routes.incident(id)} className="font-medium underline underline-offset-2">
          The incident
        </Link>
      </span>
    </Callout>
  );
}

import { BadgeCheck, ShieldOff, Siren } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import type { PublicationSummary } from "#lib/publishing/schema";

type Road = Pick<PublicationSummary, "environment" | "road" | "promotedFrom" | "rollsBackTo">;

/** How content went live, without the full stop: "Promoted from sandbox to production by Ada". */
export function roadSentence({ environment, road, promotedFrom, rollsBackTo }: Road, by: string): string {
  switch (road) {
    case null:
      return `Published to ${environment} by ${by}`;
    case "draft":
      return `Published from the draft to ${environment} by ${by}`;
    case "approval":
      return `Published to ${environment} on its approval, as ${by} asked`;
    case "schedule":
      return `Published to ${environment} at the chosen time, as ${by} asked`;
    case "promotion": {
      const from = promotedFrom.length > 0 ? `from ${promotedFrom.join(" and ")} ` : "";
      return `Promoted ${from}to ${environment} by ${by}`;
    }
    case "roll_back":
      return `Rolled back to revision ${rollsBackTo ?? ""} in ${environment} by ${by}`;
  }
}

interface AllowedByProps {
  /** Of the API. */
  slug: string;
  of: Pick<PublicationSummary, "grounds" | "reviewId" | "reviewNumber" | "approvedBy" | "waivers">;
}

/** What allowed a publication: the review, and the waivers without which a rule would have stopped it. */
export function AllowedBy({ slug, of }: AllowedByProps) {
  return (
    <>
      <Grounds of={of} />
      {of.waivers.map(({ id, rule, until }) => (
        <span key={`${id} ${rule}`} className="inline-flex items-center gap-1">
          <ShieldOff aria-hidden className="size-3.5 shrink-0 text-warn" />
          <span>
            {"waived until "}
            {until.slice(0, 10)}
            {": "}
            {id === null ? (
              `“${rule}”`
            ) : (
              <Link className="text-accent underline underline-offset-2" href={routes.waiver(slug, id)}>
                {`“${rule}”`}
              </Link>
            )}
          </span>
        </span>
      ))}
    </>
  );
}

function Grounds({ of }: Pick<AllowedByProps, "of">) {
  const { grounds, approvedBy } = of;
  const by = approvedBy.length > 0 ? `by ${approvedBy.join(" and ")} ` : "";
  switch (grounds) {
    case "approved":
      return (
        <span className="inline-flex items-center gap-1">
          <BadgeCheck aria-hidden className="size-3.5 shrink-0 text-ok" />
          <span>
            {`approved ${by}in `}
            <Review of={of} />
          </span>
        </span>
      );
    case "break_glass":
      return (
        <span className="inline-flex items-center gap-1">
          <Siren aria-hidden className="size-3.5 shrink-0 text-danger" />
          <span>
            {`with broken glass, ${by ? `approved afterwards ${by}` : "judged "}in `}
            <Review of={of} />
          </span>
        </span>
      );
    case "not_required":
      return <span>no approval was needed</span>;
    case "carried_on":
      return null;
  }
}

/** Led to where the reader can see it. */
function Review({ of: { reviewId, reviewNumber } }: Pick<AllowedByProps, "of">) {
  if (reviewNumber === null) return "a review";
  if (reviewId === null) return `review ${reviewNumber}`;
  return (
    <Link className="text-accent underline underline-offset-2" href={routes.review(reviewId)}>
      {`review ${reviewNumber}`}
    </Link>
  );
}

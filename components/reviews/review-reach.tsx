import { BrokenRuleBadge } from "@/components/rules/severity-badge.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import type { ReviewDto } from "#lib/reviews/schema";
import { CommentThread } from "./comment-thread.tsx";

/** Whom it reaches, and what the product finds in it, per environment. */
export function ReviewReach({ review }: { review: ReviewDto }) {
  const { environments, consumers } = review.consequences;
  return (
    <Card aria-labelledby="review-reach">
      <CardHeader id="review-reach" title="Whom it reaches" description="As it was at the submission" />
      <ul className="divide-y text-sm">
        {environments.map(
          ({ environment, replaces, subscribers, calledToday, dependents, findings, rules }) => (
            <li key={environment} className="flex flex-col gap-1.5 px-4 py-2.5">
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{environment}</span>
                <Badge>{replaces === null ? "First publication" : `Replaces revision ${replaces}`}</Badge>
              </span>
              <span className="text-text-muted">
                {`${countOf(subscribers, "subscriber")}, ${calledToday} called today; in the chains of ${countOf(dependents, "other version")}.`}
              </span>
              <Findings review={review} environment={environment} findings={findings} rules={rules} />
              <CommentThread
                review={review}
                item={`reach:${environment}`}
                about={`whom it reaches in ${environment}`}
              />
            </li>
          ),
        )}
        {consumers.length > 0 ? (
          <li className="px-4 py-2.5">
            <span className="font-medium">Subscribed</span>
            <span className="block break-words text-text-muted">
              {consumers.map(({ application, team }) => `${application} (${team})`).join(", ")}
            </span>
          </li>
        ) : null}
      </ul>
    </Card>
  );
}

type Reached = ReviewDto["consequences"]["environments"][number];

interface FindingsProps extends Pick<Reached, "environment" | "findings" | "rules"> {
  review: ReviewDto;
}

/** What rules and the compiler say; each can be talked about. */
function Findings({ review, environment, findings, rules }: FindingsProps) {
  if (findings.length + rules.length === 0) return <span className="text-text-muted">No findings.</span>;
  const talk = (name: string, message: string) => (
    <CommentThread
      review={review}
      item={`finding:${environment} ${name} ${message}`.slice(0, 400)}
      about={`${message} (${environment})`}
    />
  );
  return (
    <ul aria-label={`Findings in ${environment}`} className="flex flex-col gap-1.5">
      {rules.map(({ ruleId, rule, message, path, severity, waiver }) => (
        <li key={`${ruleId} ${path.join(".")} ${message}`} className="flex flex-col gap-1">
          <span className="flex flex-wrap items-center gap-2">
            <BrokenRuleBadge severity={severity} waivedUntil={waiver?.until} />
            <span className="min-w-0 break-words">{`${rule}: ${message}`}</span>
          </span>
          {talk(ruleId, message)}
        </li>
      ))}
      {findings.map(({ code, path, message }) => (
        <li key={`${code} ${path.join(".")}`} className="flex flex-col gap-1 break-words">
          {message}
          {talk(`${code} ${path.join(".")}`, message)}
        </li>
      ))}
    </ul>
  );
}

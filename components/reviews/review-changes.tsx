import { FileCheck, Route } from "lucide-react";
import { MethodBadge } from "@/components/apis/method-badge.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import { VerdictBadge } from "@/components/versions/verdict-badge.tsx";
import type { ReviewDto } from "#lib/reviews/schema";
import { CommentThread } from "./comment-thread.tsx";

/** What consumers would notice, the gravest first; each change can be talked about. */
export function ContractPart({ review }: { review: ReviewDto }) {
  const { contract, comparedWith } = review.consequences;
  const changes = contract?.groups.flatMap((group) => group.changes) ?? [];
  const total = contract?.groups.reduce((sum, group) => sum + group.total, 0) ?? 0;
  return (
    <Card aria-labelledby="review-contract">
      <CardHeader
        id="review-contract"
        title="For consumers"
        description={
          comparedWith === null
            ? "Nothing of this version is published there yet."
            : `The OpenAPI document, compared with revision ${comparedWith}`
        }
        actions={contract?.verdict ? <VerdictBadge verdict={contract.verdict} /> : null}
      />
      {contract?.problem ? (
        <CardBody>
          <Callout tone="danger" title="The documents could not be compared">
            {contract.problem}
          </Callout>
        </CardBody>
      ) : null}
      {total === 0 && !contract?.problem ? (
        <EmptyState
          icon={FileCheck}
          title={
            comparedWith === null
              ? "A first publication breaks nobody"
              : "No change that consumers could notice"
          }
          className="py-6"
        />
      ) : null}
      <ul className="divide-y">
        {changes.map((change, at) => {
          const where = [change.method, change.path].filter(Boolean).join(" ") || "the document";
          return (
            <li key={at} className="flex flex-col gap-1.5 px-4 py-2.5 text-sm">
              <span className="flex min-w-0 flex-wrap items-center gap-2">
                <VerdictBadge verdict={change.verdict} />
                {change.method ? <MethodBadge method={change.method} /> : null}
                {change.path ? (
                  <span className="min-w-0 font-mono text-xs break-all">{change.path}</span>
                ) : null}
              </span>
              <span className="break-words">{change.message}</span>
              <CommentThread
                review={review}
                item={`contract:${change.rule} ${where} ${change.newPointer ?? change.oldPointer ?? ""}`.slice(
                  0,
                  400,
                )}
                about={`${change.message} ${where}`}
              />
            </li>
          );
        })}
      </ul>
      <More total={total} shown={changes.length} />
    </Card>
  );
}

type Changes = ReviewDto["consequences"]["settings"];

interface DocumentPartProps {
  review: ReviewDto;
  id: string;
  title: string;
  description: string;
  changes: Changes;
}

/** What differs in routing, policy or access; each change can be talked about. */
export function DocumentPart({ review, id, title, description, changes }: DocumentPartProps) {
  return (
    <Card aria-labelledby={`review-${id}`}>
      <CardHeader id={`review-${id}`} title={title} description={description} />
      {changes.total === 0 ? <EmptyState icon={Route} title="Nothing differs" className="py-6" /> : null}
      <ul className="divide-y">
        {changes.changes.map((change) => {
          const place = change.path.join(".") || "all of it";
          return (
            <li key={place} className="flex flex-col gap-1.5 px-4 py-2.5 text-sm">
              <span className="flex min-w-0 items-center gap-2">
                <Badge tone={TONES[change.kind]}>{WORDS[change.kind]}</Badge>
                <span className="min-w-0 font-mono text-xs break-all">{place}</span>
              </span>
              <Value label="Before" value={change.before} />
              <Value label="After" value={change.after} />
              <CommentThread review={review} item={`${id}:${place}`.slice(0, 400)} about={place} />
            </li>
          );
        })}
      </ul>
      <More total={changes.total} shown={changes.changes.length} />
    </Card>
  );
}

const WORDS = { added: "Added", removed: "Removed", changed: "Changed", reordered: "Reordered" } as const;
const TONES = { added: "ok", removed: "danger", changed: "info", reordered: "neutral" } as const;
/** What fits into a line of the list. */
const SHORT = 120;

function Value({ label, value }: { label: string; value: unknown }) {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  if (text.length <= SHORT) {
    return (
      <span className="text-xs text-text-muted">
        {label} <code className="break-all">{text}</code>
      </span>
    );
  }
  const whole = JSON.stringify(value, null, 2);
  return (
    <details className="min-w-0">
      <summary className="w-fit rounded-sm text-xs text-accent">
        {`${label}: ${countOf(whole.split("\n").length, "line")}`}
      </summary>
      <CodeBlock code={whole} label={label.toLowerCase()} className="mt-1.5 max-h-96 overflow-y-auto" />
    </details>
  );
}

function More({ total, shown }: { total: number; shown: number }) {
  if (total <= shown) return null;
  return (
    <p className="border-t px-4 py-2.5 text-sm text-text-muted">{`${formatNumber(total - shown)} more are not listed.`}</p>
  );
}

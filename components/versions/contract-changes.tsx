import { FileCheck } from "lucide-react";
import { MethodBadge } from "@/components/apis/method-badge.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import { Segmented } from "@/components/ui/segmented.tsx";
import type { Verdict } from "#lib/contract/schema";
import type { ContractChangeDto, ContractComparison } from "#lib/publishing/schema";
import { VERDICT_WORDS, VerdictBadge } from "./verdict-badge.tsx";

interface ContractChangesProps {
  contract: ContractComparison;
  /** The only verdict shown; absent: all. */
  shown: Verdict | undefined;
  onShow: (verdict: Verdict | undefined) => void;
}

/** What consumers have to know, the gravest first. */
export function ContractChanges({ contract, shown, onShow }: ContractChangesProps) {
  const { verdict, groups, notes, problem } = contract;
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const only = groups.some((group) => group.verdict === shown) ? shown : undefined;
  const options = [
    { value: "all" as const, label: `All ${formatNumber(total)}` },
    ...groups.map((group) => ({
      value: group.verdict,
      label: `${VERDICT_WORDS[group.verdict]} ${formatNumber(group.total)}`,
    })),
  ];
  return (
    <Card aria-labelledby="contract-heading">
      <CardHeader
        id="contract-heading"
        title="For consumers"
        description="What differs between the two OpenAPI documents"
        actions={verdict && total > 0 ? <VerdictBadge verdict={verdict} /> : null}
      />
      {problem === null && notes.length === 0 && total > 0 ? null : (
        <CardBody className="flex flex-col gap-3 empty:hidden">
          {problem === null ? null : (
            <Callout tone="danger" title="The documents could not be compared">
              {problem}
            </Callout>
          )}
          {notes.map((note) => (
            <Callout key={note} tone="info" title={note} />
          ))}
          {problem === null && total === 0 ? (
            <EmptyState icon={FileCheck} title="No change that consumers could notice" className="py-6" />
          ) : null}
        </CardBody>
      )}
      {groups.length > 1 ? (
        <div className="overflow-x-auto px-4 pt-3">
          <Segmented
            label="Changes shown"
            value={only ?? "all"}
            options={options}
            onChange={(value) => onShow(value === "all" ? undefined : value)}
          />
        </div>
      ) : null}
      {groups
        .filter((group) => only === undefined || group.verdict === only)
        .map((group) => (
          <section
            key={group.verdict}
            aria-label={`${VERDICT_WORDS[group.verdict]} changes`}
            className="py-3"
          >
            <h3 className="flex items-center gap-2 px-4 text-sm font-medium">
              <VerdictBadge verdict={group.verdict} />
              {countOf(group.total, "change")}
            </h3>
            <ul className="divide-y">
              {group.changes.map((change, at) => (
                <ChangeRow key={at} change={change} />
              ))}
            </ul>
            {group.total > group.changes.length ? (
              <p className="px-4 text-sm text-text-muted">
                {`${formatNumber(group.total - group.changes.length)} more are not listed.`}
              </p>
            ) : null}
          </section>
        ))}
    </Card>
  );
}

/** One difference: where, what, and its place in the document. */
export function ChangeRow({ change }: { change: ContractChangeDto }) {
  const { method, path, message, newPointer, oldPointer } = change;
  const pointer = newPointer ?? oldPointer;
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 text-sm">
      {method && path ? (
        <span className="flex min-w-0 items-center gap-2">
          <MethodBadge method={method} />
          <span className="min-w-0 font-mono text-xs break-all">{path}</span>
        </span>
      ) : null}
      <span className="break-words">{message}</span>
      {pointer ? (
        <span className="text-xs text-text-muted">
          {newPointer === null ? "Before, at " : "Now, at "}
          <code className="break-all">{pointer}</code>
        </span>
      ) : null}
    </li>
  );
}

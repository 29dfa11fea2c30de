import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { routes } from "@/components/shell/routes.ts";
import { countOf } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ChangelogEntry, ServedPart } from "#lib/publishing/schema";
import { ChangeRow } from "./contract-changes.tsx";
import { VERDICT_WORDS, VerdictBadge } from "./verdict-badge.tsx";

interface ChangelogEntryProps {
  slug: string;
  version: string;
  entry: ChangelogEntry;
}

const SERVED_WORDS: Record<ServedPart, string> = {
  routes: "The addresses it is reached at changed.",
  access: "Who may call it, or how callers say who they are, changed.",
};

/** One revision: when, by whom, and what a consumer has to know of it. */
export function ChangelogEntryView({ slug, version, entry }: ChangelogEntryProps) {
  const { number, isFirst, contract, served } = entry;
  const total = totalOf(entry);
  return (
    <li aria-label={`Revision ${number}`} className="flex flex-col gap-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium">{`Revision ${number}`}</h3>
        <VerdictOf entry={entry} />
        {entry.environments.length > 0 ? <LiveIn environments={entry.environments} /> : null}
        <span className="text-xs text-text-muted sm:ml-auto">
          {entry.createdBy}, <RelativeTime at={entry.createdAt} />
        </span>
      </div>
      {entry.note ? <p className="break-words">{entry.note}</p> : null}
      <p className="text-text-muted">{summaryOf(entry)}</p>
      {served.map((part) => (
        <p key={part}>{SERVED_WORDS[part]}</p>
      ))}
      {contract && total > 0 ? (
        <details className="rounded-md border" open={contract.verdict === "breaking"}>
          <summary className="cursor-pointer px-3 py-2">{`Show ${countOf(total, "change")}`}</summary>
          {contract.groups.map((group) => (
            <section key={group.verdict} aria-label={`${VERDICT_WORDS[group.verdict]} changes`}>
              <ul className="divide-y border-t">
                {group.changes.map((change, at) => (
                  <ChangeRow key={at} change={change} />
                ))}
              </ul>
            </section>
          ))}
        </details>
      ) : null}
      {isFirst ? null : (
        <Link
          className="self-start text-accent underline-offset-2 hover:underline"
          href={routes.compare(slug, { version, from: `revision:${number - 1}`, to: `revision:${number}` })}
        >
          {`Compare with revision ${number - 1}`}
        </Link>
      )}
    </li>
  );
}

/** The gravest change; nothing where there is nothing to judge. */
export function VerdictOf({ entry }: { entry: ChangelogEntry }) {
  const { contract } = entry;
  return contract?.verdict && totalOf(entry) > 0 ? <VerdictBadge verdict={contract.verdict} /> : null;
}

/** In one sentence. */
export function summaryOf({ isFirst, contract }: ChangelogEntry): string {
  if (isFirst) return "The first published revision.";
  if (contract === null) return "Not compared with the revision before yet.";
  if (contract.problem !== null) return `It could not be compared. ${contract.problem}`;
  if (contract.groups.length === 0) return "Its document has no change that consumers could notice.";
  return contract.groups
    .map(({ verdict, total }) => `${total} ${VERDICT_WORDS[verdict].toLowerCase()}`)
    .join(", ")
    .concat(" for consumers.");
}

const totalOf = ({ contract }: ChangelogEntry) =>
  contract?.groups.reduce((sum, group) => sum + group.total, 0) ?? 0;

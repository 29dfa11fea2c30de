import { VERDICTS, type Verdict } from "#lib/contract/schema";
import { CompareStates } from "#lib/publishing/schema";

/** What a version can be compared in: its newest revisions, and the other versions of its API, newest first. */
interface Comparable {
  version: string;
  versions: string[];
  revisions: { number: number; note: string }[];
}

export interface StateOption {
  value: string;
  label: string;
}

interface ComparedStates extends CompareStates {
  /** The only one shown. */
  verdict: Verdict | undefined;
  /** Line by line instead of change by change. */
  isText: boolean;
}

/**
 * What a URL asks to compare. Unnamed or unreadable: the draft, with the newest revision, else with the version before
 * this one, else with any other.
 */
export function comparedStates(search: URLSearchParams, of: Comparable): ComparedStates {
  const named = (name: "from" | "to") => {
    const read = CompareStates.shape[name].safeParse(search.get(name));
    return read.success && read.data === `version:${of.version}` ? "draft" : read.data;
  };
  return {
    from: named("from") ?? usualFrom(of),
    to: named("to") ?? "draft",
    verdict: VERDICTS.find((verdict) => verdict === search.get("verdict")),
    isText: search.get("as") === "text",
  };
}

function usualFrom({ version, versions, revisions }: Comparable): string {
  const [newest] = revisions;
  if (newest) return `revision:${newest.number}`;
  const before = versions[versions.indexOf(version) + 1] ?? versions.find((name) => name !== version);
  return before === undefined ? "draft" : `version:${before}`;
}

/** What can be chosen; `chosen` among it, also when it is a revision too old to be listed. */
export function stateOptions({ version, versions, revisions }: Comparable, chosen: string): StateOption[] {
  const options = [
    { value: "draft", label: `Draft of ${version}` },
    ...revisions.map(({ number, note }) => ({
      value: `revision:${number}`,
      label: note ? `Revision ${number}: ${note}` : `Revision ${number}`,
    })),
    ...versions
      .filter((name) => name !== version)
      .map((name) => ({ value: `version:${name}`, label: `Draft of ${name}` })),
  ];
  if (options.some(({ value }) => value === chosen)) return options;
  const [kind, name] = chosen.split(":");
  return [
    ...options,
    { value: chosen, label: kind === "revision" ? `Revision ${name}` : `Draft of ${name}` },
  ];
}

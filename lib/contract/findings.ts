import { consequence, judge, kept, type Delta, type Direction, type Judgement } from "./rules.ts";
import type { Pair } from "./pair.ts";
import { placeIn } from "./schema-view.ts";
import { Walker, type Met } from "./walk.ts";
import { CHANGES_MAX, VERDICTS, type Comparison, type ContractChange, type Verdict } from "./schema.ts";

/** The part of an operation that is looked at. */
export interface Place {
  method: string;
  path: string;
  direction: Direction;
  /** First part of the rules' names: `request-body`, `request-parameter`, `response-body`, `response-header`. */
  subject: string;
  /** For sentences: "The request body", "Query parameter `limit`". */
  what: string;
  /** Nothing of it was ever promised: whatever changes is safe. */
  isUnstable: boolean;
}

/** Gathers changes, counting what is past the limit. */
export class Findings {
  private readonly changes: Record<Verdict, ContractChange[]> = { breaking: [], risky: [], safe: [] };
  private readonly left: Record<Verdict, number> = { breaking: 0, risky: 0, safe: 0 };
  private readonly notes = new Set<string>();
  private readonly walker = new Walker();

  add(change: ContractChange): void {
    if (this.hasRoom(change.verdict)) this.changes[change.verdict].push(change);
  }

  /** Counts what there is no room for. */
  private hasRoom(verdict: Verdict): boolean {
    const isRoom = this.changes[verdict].length < CHANGES_MAX;
    if (!isRoom) this.left[verdict] += 1;
    return isRoom;
  }

  note(text: string): void {
    this.notes.add(text);
  }

  /** A change of an operation's part that is not within a schema. */
  report(
    place: Place,
    { kind, judgement, says, before, after, oldAt, newAt }: Omit<Delta, "property" | "only">,
  ): void {
    const verdict = this.verdict(place, judgement, { kind, direction: place.direction });
    this.add({
      rule: `${place.subject}-${kind}`,
      verdict,
      method: place.method,
      path: place.path,
      oldPointer: oldAt,
      newPointer: newAt,
      before: kept(before),
      after: kept(after),
      message: sentence(`${place.what} ${says}.`, verdict, place.direction),
    });
  }

  private verdict(
    place: Place,
    judgement: Judgement,
    { kind, direction }: { kind: string; direction: Direction },
  ): Verdict {
    if (place.isUnstable && !kind.startsWith("stability-")) return "safe";
    return judge(judgement, direction);
  }

  /** Everything that differs in two schemas and those they lead to. */
  walk(place: Place, root: Pair): void {
    for (const met of this.walker.from(root, place.direction)) this.schemaChange(place, met);
    if (this.walker.isCutShort) this.note("There was too much to compare: some schemas were left out.");
  }

  private schemaChange(place: Place, { pair, delta, path, direction }: Met): void {
    const verdict = this.verdict(place, delta.judgement, { kind: delta.kind, direction });
    if (!this.hasRoom(verdict)) return;
    const what = named(path, place.what);
    this.changes[verdict].push({
      rule: `${path === "" ? place.subject : propertySubject(place.subject)}-${delta.kind}`,
      verdict,
      method: place.method,
      path: place.path,
      oldPointer: delta.oldAt === null ? null : placeIn(pair.old, delta.oldAt),
      newPointer: delta.newAt === null ? null : placeIn(pair.now, delta.newAt),
      before: kept(delta.before),
      after: kept(delta.after),
      message: sentence(`${what} ${delta.says}.`, verdict, place.direction),
    });
  }

  result(): Comparison {
    for (const verdict of VERDICTS) {
      if (this.left[verdict] > 0) this.note(`${this.left[verdict]} more ${verdict} changes are not listed.`);
    }
    const notes = [...this.notes].toSorted();
    const verdict = VERDICTS.find((one) => this.changes[one].length > 0) ?? "safe";
    return { verdict, ...sortedAll(this.changes), notes };
  }
}

function sortedAll(changes: Record<Verdict, ContractChange[]>): Record<Verdict, ContractChange[]> {
  return { breaking: sorted(changes.breaking), risky: sorted(changes.risky), safe: sorted(changes.safe) };
}

/** The same list whatever the order of members in the documents. */
function sorted(changes: ContractChange[]): ContractChange[] {
  const key = (change: ContractChange) =>
    `${change.path ?? ""}\u0000${change.method ?? ""}\u0000${change.rule}\u0000${change.message}`;
  return changes
    .map((change) => ({ change, by: key(change) }))
    .toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
    .map(({ change }) => change);
}

function sentence(text: string, verdict: Verdict, direction: Direction): string {
  const after = consequence(verdict, direction);
  return after === "" ? text : `${text} ${after}`;
}

/** What is within a part, by the path to it. */
function named(path: string, within: string): string {
  if (path === "") return within;
  const of = lowerFirst(within);
  return path === "[]" ? `Each item of ${of}` : `Property \`${path}\` of ${of}`;
}

function propertySubject(subject: string): string {
  return subject.endsWith("-body") ? subject.replace(/-body$/, "-property") : `${subject}-property`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

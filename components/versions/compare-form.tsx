import { ArrowLeftRight } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { CompareStates } from "#lib/publishing/schema";
import type { StateOption } from "./compared-states.ts";
import type { RevisionSearch } from "./use-found-revisions.ts";

interface CompareFormProps {
  version: string;
  versions: string[];
  states: CompareStates;
  optionsFor: (chosen: string) => StateOption[];
  /** Another version starts anew: its revisions are others. */
  onChoose: (chosen: { version: string } | CompareStates) => void;
  /** Absent: all revisions are among the options. */
  search: RevisionSearch | undefined;
}

/** Whose states, and which two of them. */
export function CompareForm(props: CompareFormProps) {
  const { version, versions, states, optionsFor, onChoose, search } = props;
  const choice = (side: "from" | "to", label: string) => (
    <Field label={label} className="min-w-40 flex-1">
      <Select value={states[side]} onChange={(event) => onChoose({ ...states, [side]: event.target.value })}>
        {optionsFor(states[side]).map(({ value, label: name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <div className="flex flex-wrap items-end gap-3">
      {versions.length > 1 ? (
        <Field label="Version" className="w-40">
          <Select value={version} onChange={(event) => onChoose({ version: event.target.value })}>
            {versions.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
      ) : null}
      {choice("from", "From")}
      {choice("to", "To")}
      <Button onClick={() => onChoose({ from: states.to, to: states.from })}>
        <ArrowLeftRight aria-hidden />
        Swap
      </Button>
      {search ? <FindRevision {...search} /> : null}
    </div>
  );
}

/** Narrows what the two sides offer to the revisions that are meant. */
function FindRevision({ text, onType, total, hasFoundNone }: RevisionSearch) {
  return (
    <div className="flex w-full flex-col gap-1">
      <Input
        type="search"
        aria-label="Find a revision"
        placeholder={`Find one of ${total} revisions by its number or note`}
        value={text}
        maxLength={200}
        onChange={(event) => onType(event.target.value)}
      />
      <p role="status" className="text-xs text-text-muted">
        {hasFoundNone ? "No revision has this number or note." : ""}
      </p>
    </div>
  );
}

import { ArrowLeftRight } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { CompareStates } from "#lib/publishing/schema";
import type { StateOption } from "./compared-states.ts";

interface CompareFormProps {
  version: string;
  versions: string[];
  states: CompareStates;
  optionsFor: (chosen: string) => StateOption[];
  /** Another version starts anew: its revisions are others. */
  onChoose: (chosen: { version: string } | CompareStates) => void;
}

/** Whose states, and which two of them. */
export function CompareForm({ version, versions, states, optionsFor, onChoose }: CompareFormProps) {
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
    </div>
  );
}

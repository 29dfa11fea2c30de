import { isEnforced } from "#lib/fallback";

export type Unit = "ms" | "bytes" | "s" | "%";

/** One column of a list of objects. */
export interface Column {
  key: string;
  label: string;
  control:
    | { kind: "text"; placeholder?: string }
    | { kind: "number"; unit?: Unit }
    | { kind: "choice"; choices: Choices };
  /** Empty means absent; else the column is always there. */
  optional?: boolean;
}

/** Value and what it is called; the first is the default, which is stored as absent. */
export type Choices = readonly (readonly [value: string, label: string])[];

export type Control =
  | { kind: "number"; unit?: Unit; default?: number; absent?: string; fraction?: boolean; required?: boolean }
  | { kind: "switch"; default: boolean }
  | { kind: "choice"; choices: Choices; required?: boolean }
  /** A yes or no that a target may take from the chain. */
  | { kind: "override" }
  | { kind: "text"; placeholder?: string; lines?: number }
  /** `none`: an empty list means no status at all. */
  | { kind: "statuses"; placeholder: string; none?: boolean }
  /** `spaced`: a name may have spaces in it. */
  | { kind: "names"; placeholder: string; upperCase?: boolean; spaced?: boolean }
  | { kind: "headers" }
  | { kind: "rows"; columns: readonly Column[]; add: string; seed: object }
  /** Some of a few names, each with what it means. */
  | { kind: "several"; choices: Choices }
  /** A switch that makes the object its fields belong to. */
  | { kind: "group"; seed: object };

/** One field of `fallback/v1` in a form: where it is, what it is called, one sentence about it, and how it is entered. */
export interface FieldSpec {
  /** From the target, or from the policy: `timeouts.connectMs`. */
  path: string;
  label: string;
  hint?: string;
  control: Control;
  /** Half a line. */
  half?: boolean;
  /** Shown only where this holds for the target or policy. */
  only?: (owner: object) => boolean;
}

export interface SectionSpec {
  title: string;
  /** One sentence on what the fields are for together. */
  intro?: string;
  fields: readonly FieldSpec[];
}

/** Whose fields: a target's are judged below `chain.*`. */
export type Scope = "target" | "policy";

/** The fields of a section that something acts on: what is not enforced has no place in a form. */
export function enforcedFields(section: SectionSpec, scope: Scope): FieldSpec[] {
  return section.fields.flatMap((field) => {
    const name = scope === "target" ? `chain.*.${field.path}` : field.path;
    if (!isEnforced(name)) return [];
    if (field.control.kind !== "choice") return [field];
    const choices = field.control.choices.filter(([value]) => isEnforced(name, value));
    return choices.length < 2 ? [] : [{ ...field, control: { ...field.control, choices } }];
  });
}

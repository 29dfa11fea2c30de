import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Select } from "@/components/ui/select.tsx";
import type { RuleDto } from "#lib/rules/schema";
import { ParamFields } from "./param-fields.tsx";
import { paramFields } from "./param-form.ts";

interface RuleFieldsProps {
  /** Absent: it is a new one. */
  rule: RuleDto | undefined;
  kind: string;
  error: Error | null;
}

/** What a rule is called, what it does, whom it is for and how it judges. */
export function RuleFields({ rule, kind, error }: RuleFieldsProps) {
  const { tiers, environments, tags, teams } = rule?.scope ?? {};
  return (
    <>
      <Field label="Name" error={issueAt(error, "name")}>
        <Input name="name" defaultValue={rule?.name} maxLength={120} autoComplete="off" required />
      </Field>
      <Field label="If it is broken">
        <Select name="severity" defaultValue={rule?.severity ?? "warn"}>
          <option value="block">It blocks the publication</option>
          <option value="warn">It warns</option>
          <option value="info">It informs</option>
        </Select>
      </Field>
      <Field
        label="Tiers"
        optional
        hint="1 to 4, with commas between them. Empty: all."
        error={issueAt(error, "scope.tiers")}
      >
        <Input name="tiers" defaultValue={tiers?.join(", ")} autoComplete="off" />
      </Field>
      <Field
        label="Environments"
        optional
        hint="Slugs, with commas between them. Empty: all."
        error={issueAt(error, "scope.environments")}
      >
        <Input name="environments" defaultValue={environments?.join(", ")} autoComplete="off" />
      </Field>
      <Field label="Tags" optional hint="One of them is enough. Empty: all.">
        <Input name="tags" defaultValue={tags?.join(", ")} autoComplete="off" />
      </Field>
      <Field
        label="Teams"
        optional
        hint="Slugs, with commas between them. Empty: all."
        error={issueAt(error, "scope.teams")}
      >
        <Input name="teams" defaultValue={teams?.join(", ")} autoComplete="off" />
      </Field>
      <ParamFields key={kind} fields={paramFields(kind, rule?.params)} error={error} />
      <Checkbox name="enabled" defaultChecked={rule?.enabled ?? true} label="It counts" />
    </>
  );
}

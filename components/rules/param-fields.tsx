import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { controlName, type ParamField } from "./param-form.ts";

/** What the kind of a rule asks for. */
export function ParamFields({ fields, error }: { fields: ParamField[]; error: Error | null }) {
  return fields.map((field) => {
    if (field.type === "choices") return <Choices key={field.name} field={field} error={error} />;
    if (field.type === "flag")
      return (
        <Checkbox
          key={field.name}
          name={controlName(field.name)}
          defaultChecked={field.value}
          label={field.label}
          hint={field.hint}
        />
      );
    return (
      <Field
        key={field.name}
        label={field.label}
        hint={field.type === "lines" ? `${field.hint} One per line.` : field.hint}
        error={issueAt(error, "params", field.name)}
      >
        <Control field={field} />
      </Field>
    );
  });
}

function Control({ field }: { field: Exclude<ParamField, { type: "choices" | "flag" }> }) {
  const name = controlName(field.name);
  switch (field.type) {
    case "number":
      return <Input name={name} type="number" min={field.min} max={field.max} defaultValue={field.value} />;
    case "choice":
      return (
        <Select name={name} defaultValue={field.value}>
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Select>
      );
    case "lines":
      return <Textarea name={name} rows={3} mono defaultValue={field.value.join("\n")} />;
    case "text":
      return <Textarea name={name} rows={8} mono defaultValue={field.value} />;
  }
}

function Choices({ field, error }: { field: Extract<ParamField, { type: "choices" }>; error: Error | null }) {
  const problem = issueAt(error, "params", field.name);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="text-sm font-medium">{field.label}</legend>
      <span className="flex flex-wrap gap-x-4 gap-y-1.5">
        {field.options.map((option) => (
          <Checkbox
            key={option}
            name={controlName(field.name)}
            value={option}
            defaultChecked={field.value.includes(option)}
            label={option}
          />
        ))}
      </span>
      {problem ? <p className="text-sm text-danger">{problem}</p> : null}
      <p className="text-xs text-text-muted">{field.hint}</p>
    </fieldset>
  );
}

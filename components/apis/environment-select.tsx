import { Select } from "@/components/ui/select.tsx";

interface EnvironmentSelectProps {
  environments: readonly { slug: string; name: string }[] | undefined;
  /** Slug; undefined: all of them. */
  value: string | undefined;
  /** "": all of them. */
  onChange: (slug: string) => void;
  className?: string;
}

/** Narrows a list to one environment. */
export function EnvironmentSelect({ environments, value, onChange, className }: EnvironmentSelectProps) {
  return (
    <Select
      aria-label="Environment"
      className={className}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All environments</option>
      {environments?.map(({ slug, name }) => (
        <option key={slug} value={slug}>
          {name}
        </option>
      ))}
    </Select>
  );
}

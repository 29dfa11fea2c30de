import { Radio } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";

/** The environments where an API is written to the shared store. */
export function LiveIn({ environments }: { environments: string[] }) {
  if (environments.length === 0) return <span className="text-xs text-text-muted">Not live</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {environments.map((environment) => (
        <Badge key={environment} tone="ok">
          <Radio aria-hidden />
          {environment}
        </Badge>
      ))}
    </span>
  );
}

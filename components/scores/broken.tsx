import { Stamp } from "lucide-react";
import { SEVERITIES } from "@/components/rules/severity-badge.tsx";
import { cn } from "@/components/ui/cn.ts";

interface Counts {
  block: number;
  warn: number;
  info: number;
  waived: number;
}

const { block, warn, info } = SEVERITIES;
const PARTS = [
  { of: "block", ...block, colour: "text-danger" },
  { of: "warn", ...warn, colour: "text-warn" },
  { of: "info", ...info, colour: "text-info" },
  { of: "waived", icon: Stamp, word: "Waived", colour: "text-text-muted" },
] as const;

/** How many rules are broken, by severity; zeros are left out. */
export function Broken({ counts }: { counts: Counts }) {
  const shown = PARTS.filter(({ of }) => counts[of] > 0);
  if (shown.length === 0) return <span className="text-text-muted">None</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {shown.map(({ of, icon: Icon, word, colour }) => (
        <span key={of} title={word} className="flex items-center gap-1 whitespace-nowrap tabular-nums">
          <Icon aria-hidden className={cn("size-3.5", colour)} />
          {counts[of]}
          <span className="sr-only">{word}</span>
        </span>
      ))}
    </span>
  );
}

import { ChevronRight } from "lucide-react";
import { cn } from "@/components/ui/cn.ts";
import { STAGE_WORDS } from "@/components/ui/stage-badge.tsx";
import { STAGES, type Stage } from "#lib/lifecycle/schema";

/** The way of a version through its life, and where on it it stands. */
export function StagePath({ stage }: { stage: Stage }) {
  const now = STAGES.indexOf(stage);
  return (
    <ol aria-label="Stages" className="flex flex-wrap items-center gap-1.5 text-sm">
      {STAGES.map((one, at) => (
        <li key={one} aria-current={at === now ? "step" : undefined} className="flex items-center gap-1.5">
          {at > 0 ? <ChevronRight aria-hidden className="size-4 text-text-muted" /> : null}
          <span
            className={cn(
              "rounded-md border px-2.5 py-1",
              at === now ? "border-accent font-semibold" : "border-transparent text-text-muted",
            )}
          >
            {STAGE_WORDS[one]}
          </span>
        </li>
      ))}
    </ol>
  );
}

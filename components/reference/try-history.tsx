import { Badge } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import type { Tried } from "./send-try.ts";
import { statusTone } from "./status-tone.ts";

interface TryHistoryProps {
  history: Tried[];
  shown: Tried | undefined;
  onChoose: (tried: Tried) => void;
}

/** What was sent since this operation was opened; one of them fills the form again. */
export function TryHistory({ history, shown, onChoose }: TryHistoryProps) {
  return (
    <section aria-label="Sent before" className="flex min-w-0 flex-col gap-1.5">
      <h3 className="text-xs font-semibold text-text-muted">Sent before</h3>
      <ul className="flex flex-col divide-y rounded-md border">
        {history.map((tried) => (
          <li key={tried.id}>
            <button
              type="button"
              aria-pressed={tried.id === shown?.id}
              onClick={() => onChoose(tried)}
              className={cn(
                "flex w-full min-w-0 items-center gap-2 px-3 py-1.5 text-left text-xs -outline-offset-2 touch-target hover:bg-surface-sunken",
                tried.id === shown?.id && "bg-surface-sunken",
              )}
            >
              <Badge tone={statusTone(String(tried.answer.status))} className="font-mono">
                {tried.answer.status}
              </Badge>
              <code className="min-w-0 flex-1 truncate font-mono">{`${tried.method} ${tried.target}`}</code>
              <span className="text-text-muted tabular-nums">{formatDuration(tried.answer.elapsedMs)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

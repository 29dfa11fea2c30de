import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

/** An id, readable character by character, with its copy button. Long ones are cut in the middle of the view, never of the copy. */
export function CopyId({
  id,
  label = "Copy the id",
  className,
}: {
  id: string;
  label?: string;
  className?: string;
}) {
  return (
    <span className={cn("inline-flex max-w-full min-w-0 items-center gap-0.5", className)}>
      <code title={id} className="truncate font-mono text-xs">
        {id}
      </code>
      <CopyButton text={id} label={label} />
    </span>
  );
}

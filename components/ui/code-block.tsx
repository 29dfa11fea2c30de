import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  code: string;
  /** What it is, read to those who cannot see it: "curl command". */
  label: string;
  copyable?: boolean;
  className?: string;
}

/** Text to be read as it is, scrolled sideways rather than wrapped, with a copy button. */
export function CodeBlock({ code, label, copyable = true, className }: CodeBlockProps) {
  return (
    <div className={cn("flex min-w-0 items-start gap-1 rounded-md border bg-surface", className)}>
      <pre
        role="region"
        aria-label={label}
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto rounded-md p-3 font-mono text-xs leading-5"
      >
        <code>{code}</code>
      </pre>
      {copyable ? (
        <span className="inline-flex shrink-0 p-2">
          <CopyButton text={code} label={`Copy the ${label}`} />
        </span>
      ) : null}
    </div>
  );
}

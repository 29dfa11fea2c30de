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
    <div className={cn("relative min-w-0 rounded-md border bg-surface", className)}>
      <pre
        role="region"
        aria-label={label}
        tabIndex={0}
        className={cn("overflow-x-auto p-3 font-mono text-xs leading-5", copyable && "pr-11")}
      >
        <code>{code}</code>
      </pre>
      {copyable ? (
        <span className="absolute top-2 right-2 rounded-md bg-surface">
          <CopyButton text={code} label={`Copy the ${label}`} />
        </span>
      ) : null}
    </div>
  );
}

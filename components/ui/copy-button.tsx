"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Check, Copy } from "lucide-react";
import type { ButtonLook } from "./button-styles.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { useCopy } from "./use-copy.ts";

interface CopyButtonProps extends ButtonLook {
  text: string;
  /** What is copied: "Copy the id". */
  label: string;
  /** Show the label, not only the icon. */
  showLabel?: boolean;
}

export function CopyButton({ text, label, showLabel = false, variant, size = "sm" }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  const icon = copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />;
  return (
    <>
      {showLabel ? (
        <Button size={size} variant={variant} onClick={() => copy(text)}>
          {icon}
          {copied ? "Copied" : label}
        </Button>
      ) : (
        <IconButton label={label} size={size} variant={variant ?? "ghost"} onClick={() => copy(text)}>
          {icon}
        </IconButton>
      )}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </>
  );
}

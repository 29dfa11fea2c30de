"use client";

import type { ReactNode } from "react";
import { useFieldControl } from "./field-context.ts";

interface FileInputProps {
  accept: string;
  onFile: (file: File) => void;
  icon: ReactNode;
  children: ReactNode;
}

/** A large target for one file. The native input covers it, so clicking, dropping and the keyboard all work. */
export function FileInput({ accept, onFile, icon, children }: FileInputProps) {
  const wiring = useFieldControl({});
  return (
    <span className="relative flex h-40 w-full flex-col items-center justify-center gap-2 rounded-md border border-dashed border-border-strong bg-surface text-sm text-text-muted hover:bg-surface-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent">
      {icon}
      {children}
      <input
        {...wiring}
        type="file"
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
        }}
        className="absolute inset-0 cursor-pointer opacity-0"
      />
    </span>
  );
}

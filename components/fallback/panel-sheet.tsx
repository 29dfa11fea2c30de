"use client";

import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";

interface PanelSheetProps {
  open: boolean;
  onClose: () => void;
  label: string;
  children: ReactNode;
}

/** The side panel where there is no side: a modal sheet from below. */
export function PanelSheet({ open, onClose, label, children }: PanelSheetProps) {
  const ref = useRef<HTMLDialogElement>(null);

  // The platform's modal state lives in the DOM element, outside React.
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={ref}
      data-sheet
      aria-label={label}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="fixed inset-x-0 top-auto bottom-0 m-0 max-h-[88dvh] w-full max-w-none flex-col rounded-t-lg border-t bg-surface-raised p-0 shadow-overlay open:flex"
    >
      <div className="flex items-center justify-between gap-3 border-b px-4 py-1.5">
        <p className="min-w-0 truncate text-sm font-medium">{label}</p>
        <IconButton label="Close" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 overflow-y-auto overscroll-contain pb-6">{open ? children : null}</div>
    </dialog>
  );
}

"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { X } from "lucide-react";
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

const dialogStyles = cva(
  "max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-lg border bg-surface-raised p-0 shadow-overlay open:flex",
  {
    variants: { size: { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl", xl: "max-w-5xl" } },
    defaultVariants: { size: "sm" },
  },
);

const FIELDS = ":is(input, select, textarea):not(:disabled, [readonly], [type=hidden])";

interface DialogProps extends VariantProps<typeof dialogStyles> {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the decisive one last. */
  footer?: ReactNode;
}

/** A native modal dialog: focus is kept inside and returned, Escape and the backdrop close it. */
export function Dialog({ open, onClose, title, description, children, footer, size }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const isHere = useRef(false);
  const titleId = useId();

  // The platform's modal state lives in the DOM element, outside React.
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // The platform would choose the button that closes; whoever opened a form wants to type.
      bodyRef.current?.querySelector<HTMLElement>(FIELDS)?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);

  // A dialog that is taken away while open would take the focus with it: closed first, it gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    isHere.current = true;
    return () => {
      isHere.current = false;
      dialog?.close();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={dialogStyles({ size })}
      onClose={() => isHere.current && onClose()}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open ? (
        <>
          <div className="flex items-start justify-between gap-4 border-b px-4 py-3">
            <div className="flex min-w-0 flex-col gap-0.5">
              <h2 id={titleId} className="text-lg font-semibold break-words">
                {title}
              </h2>
              {description ? <p className="text-sm text-text-muted">{description}</p> : null}
            </div>
            <IconButton label="Close" onClick={onClose}>
              <X aria-hidden />
            </IconButton>
          </div>
          {children ? (
            <div ref={bodyRef} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 empty:hidden">
              {children}
            </div>
          ) : null}
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div>
          ) : null}
        </>
      ) : null}
    </dialog>
  );
}

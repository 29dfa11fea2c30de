"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";
import { IconButton } from "./icon-button.tsx";
import { currentToasts, dismissToast, subscribeToToasts, type ToastMessage } from "./toast-store.ts";

const NONE: readonly ToastMessage[] = [];

/** Where toasts appear; once, in the shell. The region is always there so that screen readers hear what is added. */
export function Toaster() {
  const messages = useSyncExternalStore(subscribeToToasts, currentToasts, () => NONE);
  return (
    <div
      role="region"
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-20 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 md:bottom-4"
    >
      {messages.map((message) => (
        <div
          key={message.id}
          className="pointer-events-auto rounded-lg border bg-surface-raised shadow-overlay"
        >
          <Callout
            tone={message.tone}
            title={message.title}
            actions={
              <>
                {message.action ? <ToastAction id={message.id} action={message.action} /> : null}
                <IconButton label="Dismiss" size="sm" onClick={() => dismissToast(message.id)}>
                  <X aria-hidden />
                </IconButton>
              </>
            }
          >
            {message.detail}
          </Callout>
        </div>
      ))}
    </div>
  );
}

function ToastAction({ id, action }: { id: number; action: NonNullable<ToastMessage["action"]> }) {
  return (
    <Button
      size="sm"
      onClick={() => {
        dismissToast(id);
        action.run();
      }}
    >
      {action.label}
    </Button>
  );
}

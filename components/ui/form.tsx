"use client";

import { useEffect, useRef, type ComponentProps, type KeyboardEvent } from "react";

interface FormProps extends Omit<ComponentProps<"form">, "onSubmit" | "action"> {
  /** Called on submit by button, Enter or ⌘↵ / Ctrl ↵ from any field. */
  onSubmit: (form: HTMLFormElement) => void;
}

/**
 * A form that never reloads the page and can be sent from any of its fields. The server validates; fields keep what was
 * typed, and the focus goes to the first that was refused.
 */
export function Form({ onSubmit, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const isSent = useRef(false);
  // The browser's focus: what was refused is known in a later rendering than the one that sent.
  useEffect(() => {
    if (!isSent.current || !form.current) return;
    const refused = form.current.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    if (!refused) return;
    isSent.current = false;
    refused.focus();
    refused.scrollIntoView({ block: "nearest" });
  });

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
  return (
    <form
      ref={form}
      noValidate
      // Sent before the page came alive, its fields must not end up in the address.
      method="post"
      {...rest}
      onKeyDown={onKeyDown}
      onInput={() => (isSent.current = false)}
      onSubmit={(event) => {
        event.preventDefault();
        isSent.current = true;
        onSubmit(event.currentTarget);
      }}
    />
  );
}

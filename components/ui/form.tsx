"use client";

import type { ComponentProps, KeyboardEvent } from "react";

interface FormProps extends Omit<ComponentProps<"form">, "onSubmit" | "action"> {
  /** Called on submit by button, Enter or ⌘↵ / Ctrl ↵ from any field. */
  onSubmit: (form: HTMLFormElement) => void;
}

/** A form that never reloads the page and can be sent from any of its fields. The server validates; fields keep what was typed. */
export function Form({ onSubmit, ...rest }: FormProps) {
  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
  return (
    <form
      noValidate
      {...rest}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(event.currentTarget);
      }}
    />
  );
}

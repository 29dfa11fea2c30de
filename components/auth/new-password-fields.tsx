"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { PASSWORD_MAX, PASSWORD_MIN } from "#lib/identity/schema";
import { textOf } from "@/components/ui/text-of.ts";

/** The new password, and once more: it cannot be seen while it is typed. */
export function NewPasswordFields({
  error,
  repeatError,
}: {
  error?: string | undefined;
  repeatError?: string | undefined;
}) {
  return (
    <>
      <Field
        label="New password"
        hint={`At least ${PASSWORD_MIN} characters. A few unrelated words are easy to remember.`}
        error={error}
      >
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          maxLength={PASSWORD_MAX}
        />
      </Field>
      <Field label="New password, once more" error={repeatError}>
        <Input name="repeat" type="password" autoComplete="new-password" required maxLength={PASSWORD_MAX} />
      </Field>
    </>
  );
}

/** The message for the second field; nothing when both are equal. */
export function repeatProblem(form: HTMLFormElement): string | undefined {
  return textOf(form, "password") === textOf(form, "repeat") ? undefined : "This is not the same as above.";
}

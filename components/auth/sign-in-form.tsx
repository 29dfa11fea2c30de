"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { signIn } from "./sign-in.ts";

/** `next`: where to go afterwards, a path of this portal. */
export function SignInForm({ next }: { next: string }) {
  const signingIn = useMutation({ mutationFn: signIn, onSuccess: () => window.location.assign(next) });

  function submit(form: HTMLFormElement) {
    signingIn.mutate({ email: textOf(form, "email"), password: textOf(form, "password") });
  }

  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      {signingIn.error ? <Callout tone="danger" alert title={signingIn.error.message} /> : null}
      <Field label="E-mail address">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- signing in is the only thing to do on this page */}
        <Input name="email" type="email" autoComplete="username" autoFocus required maxLength={254} />
      </Field>
      <Field label="Password">
        <Input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={signingIn.isPending || signingIn.isSuccess}>
        Sign in
      </Button>
      <p className="text-xs text-text-muted">
        Forgot the password? An administrator can give you a one-time link to set a new one.
      </p>
    </Form>
  );
}

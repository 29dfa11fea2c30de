"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { ChangePassword } from "#lib/identity/schema";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { NewPasswordFields, repeatProblem } from "./new-password-fields.tsx";
import { signIn } from "./sign-in.ts";
import { textOf } from "@/components/ui/text-of.ts";

/** Changes one's own password. That ends every session, so this one is opened anew. */
export function ChangePasswordForm({ email }: { email: string }) {
  const [repeatError, setRepeatError] = useState<string>();
  const changing = useMutation({
    mutationFn: async ({ input }: { input: ChangePassword; form: HTMLFormElement }) => {
      await api("/session/password", { method: "PUT", body: input });
      await signIn({ email, password: input.password });
    },
    onSuccess: (_, { form }) => {
      form.reset();
      toast({ tone: "ok", title: "Password changed", detail: "You have been signed out everywhere else." });
    },
  });
  const problem = problemBeside(changing.error, ["current", "password"]);

  function submit(form: HTMLFormElement) {
    const unequal = repeatProblem(form);
    setRepeatError(unequal);
    if (unequal !== undefined) return;
    changing.mutate({
      input: { current: textOf(form, "current"), password: textOf(form, "password") },
      form,
    });
  }

  return (
    <Form onSubmit={submit} className="flex max-w-md flex-col gap-4">
      {problem ? <ProblemCallout error={problem} /> : null}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Present password" error={issueAt(changing.error, "current")}>
        <Input name="current" type="password" autoComplete="current-password" required />
      </Field>
      <NewPasswordFields error={issueAt(changing.error, "password")} repeatError={repeatError} />
      <div>
        <Button type="submit" variant="primary" pending={changing.isPending}>
          Change the password
        </Button>
      </div>
    </Form>
  );
}

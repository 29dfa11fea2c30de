"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { UseLink } from "#lib/identity/schema";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { NewPasswordFields, repeatProblem } from "./new-password-fields.tsx";
import { signIn } from "./sign-in.ts";
import { textOf } from "@/components/ui/text-of.ts";

async function setPassword(input: UseLink): Promise<void> {
  const { email } = await api<{ email: string }>("/session/link", { method: "POST", body: input });
  await signIn({ email, password: input.password });
}

/** Sets the password and signs in with it. */
export function PasswordLinkForm({ token, email }: { token: string; email: string }) {
  const [repeatError, setRepeatError] = useState<string>();
  const setting = useMutation({ mutationFn: setPassword, onSuccess: () => window.location.assign("/") });
  const problem = problemBeside(setting.error, ["password"]);

  function submit(form: HTMLFormElement) {
    const unequal = repeatProblem(form);
    setRepeatError(unequal);
    if (unequal === undefined) setting.mutate({ token, password: textOf(form, "password") });
  }

  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      {problem ? <ProblemCallout error={problem} /> : null}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordFields error={issueAt(setting.error, "password")} repeatError={repeatError} />
      <Button type="submit" variant="primary" size="lg" pending={setting.isPending || setting.isSuccess}>
        Set the password and sign in
      </Button>
    </Form>
  );
}

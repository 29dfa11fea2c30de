"use client";

import { useMutation } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { startOidc } from "./sign-in.ts";

/** By the reason in the address; what stands there otherwise is not shown. */
const REASONS: Record<string, string> = {
  unverified: "The provider does not vouch for your e-mail address. Have it verified there, then try again.",
  domain: "Addresses of your domain may not sign in here. Ask an administrator.",
  other_subject:
    "Somebody else signed in with your address before. Ask an administrator to part the accounts.",
  no_account: "You have no account here yet. Ask an administrator for one.",
  deactivated: "Your account is deactivated. Ask an administrator.",
  OAuthCallback: "The provider did not sign you in. Try again.",
  OAuthSignin: "The provider cannot be reached. Try again, or use your password.",
};

interface OidcSignInProps {
  name: string;
  /** Where to go afterwards, a path of this portal. */
  next: string;
  error: string | undefined;
}

/** Signs in with the OpenID Connect provider. */
export function OidcSignIn({ name, next, error }: OidcSignInProps) {
  const starting = useMutation({ mutationFn: () => startOidc(next) });
  const reason = error === undefined ? undefined : (REASONS[error] ?? "Signing in did not work. Try again.");
  const shown = starting.error?.message ?? reason;
  return (
    <div className="flex flex-col gap-4">
      {shown ? <Callout tone="danger" alert title={shown} /> : null}
      <Button size="lg" pending={starting.isPending || starting.isSuccess} onClick={() => starting.mutate()}>
        <LogIn aria-hidden />
        Sign in with {name}
      </Button>
      <p className="flex items-center gap-3 text-xs text-text-muted before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or with a password
      </p>
    </div>
  );
}

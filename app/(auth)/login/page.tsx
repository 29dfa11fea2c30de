import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { instance } from "@/app/_server/instance.ts";
import { sessionActor } from "@/app/_server/session.ts";
import { ownPath } from "@/app/_server/wanted-path.ts";
import { OidcSignIn } from "@/components/auth/oidc-sign-in.tsx";
import { SignInForm } from "@/components/auth/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next: wanted, error } = await searchParams;
  const next = ownPath(wanted);
  const oidc = instance().config.oidc;
  if (await sessionActor()) redirect(next);
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
      {oidc ? <OidcSignIn name={oidc.name} next={next} error={[error].flat()[0]} /> : null}
      <SignInForm next={next} />
    </>
  );
}

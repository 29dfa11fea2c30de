import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { sessionActor } from "@/app/_server/session.ts";
import { ownPath } from "@/app/_server/wanted-path.ts";
import { SignInForm } from "@/components/auth/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const next = ownPath((await searchParams).next);
  if (await sessionActor()) redirect(next);
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
      <SignInForm next={next} />
    </>
  );
}

import type { Metadata } from "next";
import { orNothing, visitorCtx } from "@/app/_server/page-ctx.ts";
import { PasswordLinkForm } from "@/components/auth/password-link-form.tsx";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { LinkToken, readLink } from "#lib/identity";

export const metadata: Metadata = { title: "Set your password", referrer: "no-referrer" };

export default async function PasswordLinkPage({ params }: PageProps<"/password/[token]">) {
  const token = LinkToken.safeParse((await params).token);
  const owner = token.success ? await orNothing(readLink(visitorCtx(), token.data)) : undefined;
  if (!owner || !token.success) return <DeadLink />;
  return (
    <>
      <div className="flex flex-col gap-1">
        <h1 className="text-xl font-semibold tracking-tight">Set your password</h1>
        <p className="text-text-muted">
          {owner.name}, {owner.email}
        </p>
      </div>
      <PasswordLinkForm token={token.data} email={owner.email} />
    </>
  );
}

function DeadLink() {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">This link does not work any more</h1>
      <p className="text-text-muted">
        It has been used, replaced by a newer one, or is older than 24 hours. Ask an administrator for a new
        one.
      </p>
      <ButtonLink href={routes.login()}>To the sign-in page</ButtonLink>
    </>
  );
}

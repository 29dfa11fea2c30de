import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { USER_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { EndSessionsButton } from "@/components/account/end-sessions-button.tsx";
import { ChangePasswordForm } from "@/components/auth/change-password-form.tsx";
import { OwnTeams } from "@/components/auth/own-teams.tsx";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { readSession } from "#lib/identity";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const user = await readSession(await pageCtx());
  return (
    <>
      <PageHeader
        title={user.name}
        description={`${user.email} · ${USER_ROLE_NAMES[user.role].name}${user.onCall ? " · On call" : ""}`}
      />
      <Card>
        <CardHeader title="Your teams" />
        <OwnTeams teams={user.teams} />
      </Card>
      <Card>
        <CardHeader
          title="Access tokens"
          description="With a token a script uses the REST API as you."
          actions={<ButtonLink href={routes.tokens()}>Access tokens</ButtonLink>}
        />
      </Card>
      <Card>
        <CardHeader
          title="Sessions"
          description="Where you forgot to sign out, or a token got lost."
          actions={<EndSessionsButton />}
        />
      </Card>
      <Card>
        <CardHeader
          title="Password"
          description="Changing it signs you out everywhere else, and ends your tokens."
        />
        <CardBody>
          <ChangePasswordForm email={user.email} />
        </CardBody>
      </Card>
    </>
  );
}

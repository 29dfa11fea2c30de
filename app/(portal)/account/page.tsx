import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { USER_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { ChangePasswordForm } from "@/components/auth/change-password-form.tsx";
import { OwnTeams } from "@/components/auth/own-teams.tsx";
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
        <CardHeader title="Password" description="Changing it signs you out everywhere else." />
        <CardBody>
          <ChangePasswordForm email={user.email} />
        </CardBody>
      </Card>
    </>
  );
}

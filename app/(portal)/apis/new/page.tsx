import { Users } from "lucide-react";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { NewApiForm } from "@/components/apis/new-api-form.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { actingTeams } from "@/app/_server/acting-teams.ts";

export const metadata: Metadata = { title: "Register an API" };

export default async function NewApiPage() {
  const teams = await actingTeams(await pageCtx());
  return (
    <>
      <PageHeader
        title="Register an API"
        description="From its OpenAPI document. Nothing goes live before you publish."
        breadcrumbs={
          <Breadcrumbs
            items={[{ label: "Catalogue", href: routes.catalogue() }, { label: "Register an API" }]}
          />
        }
      />
      {teams.total > 0 ? (
        <NewApiForm teams={teams} />
      ) : (
        <Card>
          <EmptyState icon={Users} title="You maintain no team yet.">
            An API belongs to a team. Ask an owner of your team to make you a maintainer, or an administrator
            to open a team.
          </EmptyState>
        </Card>
      )}
    </>
  );
}

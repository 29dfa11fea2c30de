import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { MembersTable } from "@/components/admin/members-table.tsx";
import { membersQuery, teamQuery } from "@/components/admin/queries.ts";
import { TeamWebhooksLink } from "@/components/webhooks/team-webhooks-link.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { routes } from "@/components/shell/routes.ts";
import { LeaveButton } from "@/components/teams/leave-button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listMembers, MemberList, readTeam } from "#lib/identity";

export default async function TeamPage({ params, searchParams }: PageProps<"/teams/[slug]">) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const query = MemberList.url.parse(await searchParams);
  const client = createQueryClient();
  const [team, members] = await orNotFound(
    Promise.all([readTeam(ctx, slug), listMembers(ctx, { slug, query })]),
  );
  client.setQueryData(teamQuery(slug).queryKey, team);
  client.setQueryData(membersQuery(slug, query).queryKey, members);
  return (
    <Prefetched client={client}>
      <title>{`${team.name} · Understudy`}</title>
      <PageHeader
        title={team.name}
        actions={
          <>
            <ButtonLink href={routes.catalogue({ team: slug })}>APIs ({team.apis})</ButtonLink>
            <ButtonLink href={routes.applications({ team: slug })}>Applications</ButtonLink>
            <TeamWebhooksLink slug={slug} mayChange={team.mayChange} />
            {team.ownRole ? <LeaveButton slug={slug} name={team.name} userId={ctx.actor.id} /> : null}
          </>
        }
        breadcrumbs={<Breadcrumbs items={[{ label: "Teams", href: routes.teams() }, { label: team.name }]} />}
      />
      <MembersTable slug={slug} query={query} />
    </Prefetched>
  );
}

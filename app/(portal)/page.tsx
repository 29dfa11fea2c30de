import { CirclePlus } from "lucide-react";
import type { Metadata } from "next";
import { actsForSomeTeam } from "@/app/_server/acting-teams.ts";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Home } from "@/components/home/home.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { REQUESTS, requestsQuery } from "@/components/consumers/queries.ts";
import { WAITING, waitingQuery } from "@/components/reviews/queries.ts";
import { ENDINGS, endingsQuery } from "@/components/versions/queries.ts";
import { overviewQuery } from "@/components/shell/queries.ts";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { seesApis } from "#lib/catalogue";
import { listRequests } from "#lib/consumers";
import { overview } from "#lib/publishing";
import { listReviews } from "#lib/reviews";
import { listEndings } from "#lib/versions";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const ctx = await pageCtx();
  const mayRegister = actsForSomeTeam(ctx.actor);
  const client = createQueryClient();
  const [hasApis] = await Promise.all([
    seesApis(ctx),
    client.query({ ...overviewQuery, queryFn: () => overview(ctx) }),
    client.query({ ...waitingQuery, queryFn: () => listReviews(ctx, WAITING) }),
    client.query({ ...endingsQuery, queryFn: () => listEndings(ctx, ENDINGS) }),
    client.query({ ...requestsQuery, queryFn: () => listRequests(ctx, REQUESTS) }),
  ]);
  return (
    <>
      <PageHeader
        title="Home"
        description="What needs you, and what changed."
        actions={
          mayRegister ? (
            <ButtonLink href={routes.newApi()}>
              <CirclePlus aria-hidden />
              Register an API
            </ButtonLink>
          ) : null
        }
      />
      <Prefetched client={client}>
        <Home hasApis={hasApis} mayRegister={mayRegister} />
      </Prefetched>
    </>
  );
}

import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { IncidentPage } from "@/components/incidents/incident-page.tsx";
import { incidentQuery } from "@/components/incidents/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getIncident } from "#lib/telemetry";

export const metadata: Metadata = { title: "Incident" };

export default async function Page({ params }: PageProps<"/incidents/[id]">) {
  const ctx = await pageCtx();
  const { id } = await params;
  const client = createQueryClient();
  client.setQueryData(incidentQuery(id).queryKey, await orNotFound(getIncident(ctx, { id })));
  return (
    <Prefetched client={client}>
      <IncidentPage id={id} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { EgressForm } from "@/components/admin/egress-form.tsx";
import { egressQuery } from "@/components/admin/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { getEgressSettings } from "#lib/catalogue";

export const metadata: Metadata = { title: "Outgoing calls" };

export default async function EgressPage() {
  const ctx = await pageCtx();
  const client = createQueryClient();
  client.setQueryData(egressQuery().queryKey, await orNotFound(getEgressSettings(ctx)));
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Outgoing calls"
        description="Which addresses gateways and the portal may call: targets, health checks and imports by address."
      />
      <EgressForm />
    </Prefetched>
  );
}

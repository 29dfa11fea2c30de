import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { AlertsForm } from "@/components/admin/alerts-form.tsx";
import { alertsQuery } from "@/components/admin/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { getAlertSettings } from "#lib/telemetry";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage() {
  const ctx = await pageCtx();
  const client = createQueryClient();
  client.setQueryData(alertsQuery().queryKey, await orNotFound(getAlertSettings(ctx)));
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Alerts"
        description="When a fallback that serves for long becomes somebody's matter."
      />
      <AlertsForm />
    </Prefetched>
  );
}

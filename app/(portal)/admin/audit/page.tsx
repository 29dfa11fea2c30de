import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { AuditFilters } from "@/components/admin/audit-filters.tsx";
import { AuditList } from "@/components/admin/audit-list.tsx";
import { Card } from "@/components/ui/card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { AuditList as AuditListQuery, listAudit } from "#lib/identity";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  const ctx = await pageCtx();
  const query = AuditListQuery.url.parse(await searchParams);
  const page = await orNotFound(listAudit(ctx, query));
  return (
    <>
      <PageHeader
        title="Audit"
        description="Who did what, newest first. Entries are written with the change they describe, and never edited."
      />
      <AuditFilters query={query} />
      <Card>
        <AuditList page={page} query={query} />
      </Card>
    </>
  );
}

import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { RulesTable } from "@/components/rules/rules-table.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { may } from "#lib/access";
import { listRules, RuleList } from "#lib/rules";

export const metadata: Metadata = { title: "Rules" };

export default async function RulesPage({ searchParams }: PageProps<"/governance">) {
  const ctx = await pageCtx();
  const query = RuleList.url.parse(await searchParams);
  return (
    <>
      <PageHeader title="Rules" description="What the organisation asks of its APIs." />
      <RulesTable
        page={await listRules(ctx, query)}
        query={query}
        mayChange={may(ctx.actor, "rule.update")}
      />
    </>
  );
}

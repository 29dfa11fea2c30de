import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { ApiSettings } from "@/components/apis/api-settings.tsx";
import { DeleteApi } from "@/components/apis/delete-api.tsx";
import { TransferCard } from "@/components/teams/transfer-card.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { readApi } from "../api-view.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ params }: PageProps<"/apis/[slug]/settings">) {
  const { slug } = await params;
  const { mayUpdate, mayDelete, team } = await readApi(slug);
  if (!mayUpdate) {
    return (
      <Card>
        <EmptyState icon={Lock} title="You may look, not change.">
          {`Maintainers of ${team.name} change this API. Ask one of its owners to make you one.`}
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <ApiSettings slug={slug} />
      {mayDelete ? <TransferCard kind="api" slug={slug} team={team.slug} /> : null}
      {mayDelete ? <DeleteApi slug={slug} /> : null}
    </div>
  );
}

import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { JoinCard } from "@/components/teams/join-card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { InvitationToken, readInvitation } from "#lib/identity";
import { notFound } from "next/navigation";

export const metadata: Metadata = { title: "Invitation" };

export default async function JoinPage({ params }: PageProps<"/join/[token]">) {
  const ctx = await pageCtx();
  const token = InvitationToken.safeParse((await params).token);
  if (!token.success) notFound();
  const offer = await orNotFound(readInvitation(ctx, token.data));
  return (
    <>
      <PageHeader title="Invitation" />
      <JoinCard token={token.data} offer={offer} />
    </>
  );
}

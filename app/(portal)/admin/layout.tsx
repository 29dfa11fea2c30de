import type { ReactNode } from "react";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { AdminTabs } from "@/components/admin/admin-tabs.tsx";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { actor } = await pageCtx();
  return (
    <>
      <AdminTabs role={actor.kind === "user" ? actor.role : "member"} />
      {children}
    </>
  );
}

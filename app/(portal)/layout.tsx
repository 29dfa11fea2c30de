import type { ReactNode } from "react";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Providers } from "@/components/shell/providers.tsx";
import { Shell } from "@/components/shell/shell.tsx";
import type { Viewer } from "@/components/shell/user-menu.tsx";
import type { Actor } from "#lib/access";

/** Every page inside asks for its own context: this one only decides what the frame shows. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { actor } = await pageCtx();
  return (
    <Providers>
      <Shell viewer={viewerOf(actor)}>{children}</Shell>
    </Providers>
  );
}

function viewerOf(actor: Actor): Viewer {
  if (actor.kind !== "user") return { name: actor.name, email: "", role: "member" };
  const { name, email, role } = actor;
  return { name, email, role };
}

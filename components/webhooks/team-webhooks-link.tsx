import { Webhook } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";

/** The way to a team's webhooks, for those who may change the team. */
export function TeamWebhooksLink({ slug, mayChange }: { slug: string; mayChange: boolean }) {
  if (!mayChange) return null;
  return (
    <ButtonLink href={routes.teamWebhooks(slug)}>
      <Webhook aria-hidden />
      Webhooks
    </ButtonLink>
  );
}

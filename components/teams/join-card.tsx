"use client";

import { useMutation } from "@tanstack/react-query";
import { TEAM_ROLE_NAMES } from "@/components/admin/role-names.ts";
import { routes } from "@/components/shell/routes.ts";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { OfferedMembership } from "#lib/identity/schema";

/** An invitation, to be accepted. */
export function JoinCard({ token, offer }: { token: string; offer: OfferedMembership }) {
  const { team, role } = offer;
  const joining = useMutation({
    mutationFn: () => api<{ team: string }>(`/invitations/${token}`, { method: "POST" }),
    // A full load: the rights of the whole portal are others now.
    onSuccess: (joined) => window.location.assign(routes.team(joined.team)),
  });
  return (
    <Card>
      <CardHeader title={`${offer.invitedBy} invites you into ${team.name}`} />
      <CardBody className="flex flex-col items-start gap-4">
        {joining.error ? <ProblemCallout error={joining.error} /> : null}
        <p>
          Your role there: {TEAM_ROLE_NAMES[role].name}. {TEAM_ROLE_NAMES[role].may} The invitation ends{" "}
          <RelativeTime at={offer.expiresAt} />.
        </p>
        <div className="flex gap-2">
          {offer.isMember ? (
            <ButtonLink href={routes.team(team.slug)}>You are in the team already</ButtonLink>
          ) : null}
          <Button
            variant="primary"
            pending={joining.isPending || joining.isSuccess}
            onClick={() => joining.mutate()}
          >
            {offer.isMember ? "Accept all the same" : "Join the team"}
          </Button>
        </div>
      </CardBody>
    </Card>
  );
}

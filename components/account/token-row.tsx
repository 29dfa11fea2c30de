"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Td, TdMenu, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { PersonalToken } from "#lib/identity/schema";
import { TOKENS } from "./queries.ts";

const STATES = {
  active: { label: "Active", tone: "ok" },
  expired: { label: "Expired", tone: "neutral" },
  revoked: { label: "Revoked", tone: "neutral" },
  ended: { label: "Ended with your sessions", tone: "neutral" },
} as const;

export function TokenRow({ token }: { token: PersonalToken }) {
  const [isRevoking, setIsRevoking] = useState(false);
  const state = STATES[token.state];
  return (
    <Tr>
      <Td>
        <span className="block font-medium">{token.name}</span>
        <span className="font-mono text-xs text-text-muted">{token.hint}…</span>
      </Td>
      <Td label="May" className="max-w-xs font-mono text-xs text-text-muted">
        {token.scopes.join(", ")}
      </Td>
      <Td label="State">
        <Badge tone={state.tone}>{state.label}</Badge>
      </Td>
      <Td label="Ends">
        <RelativeTime at={token.expiresAt} />
      </Td>
      <Td label="Last used">{token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : "Never"}</Td>
      <TdMenu>
        {token.state === "active" ? (
          <IconButton label={`Revoke ${token.name}`} onClick={() => setIsRevoking(true)}>
            <Ban aria-hidden />
          </IconButton>
        ) : null}
        {isRevoking ? <RevokeDialog token={token} onClose={() => setIsRevoking(false)} /> : null}
      </TdMenu>
    </Tr>
  );
}

function RevokeDialog({ token, onClose }: { token: PersonalToken; onClose: () => void }) {
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => api(`/account/tokens/${token.id}`, { method: "DELETE" }),
    onSuccess: () => {
      onClose();
      toast({ tone: "ok", title: `${token.name} is revoked` });
      return client.invalidateQueries({ queryKey: TOKENS });
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="danger" pending={revoking.isPending} onClick={() => revoking.mutate()}>
        Revoke
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={`Revoke ${token.name}?`} footer={footer}>
      {revoking.error ? <ProblemCallout error={revoking.error} /> : null}
      <p className="text-left">
        Whatever uses it is refused from its next request on. It was last used{" "}
        {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : "never"}.
      </p>
    </Dialog>
  );
}

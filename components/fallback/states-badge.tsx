import { Network } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { TargetStatus } from "#lib/telemetry/schema";
import { statesTogether } from "./states-together.ts";
import { TargetStateBadge } from "./target-state-badge.tsx";

/** The state of a card's target, or of the targets of another API that stand in its place. */
export function StatesBadge({ states }: { states: readonly TargetStatus[] }) {
  const network = states.filter(({ kind }) => kind !== "static" && kind !== "stale");
  const [first, ...others] = network;
  if (!first) return null;
  if (others.length === 0) return <TargetStateBadge status={first} />;
  const together = statesTogether(network);
  if (!together) return null;
  return (
    <Badge tone={together.tone} title={together.title}>
      <Network aria-hidden />
      {together.text}
    </Badge>
  );
}

import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { WaiverDto } from "#lib/rules/schema";
import { WaiverRow } from "./waiver-row.tsx";

interface WaiversCardProps {
  waivers: readonly WaiverDto[];
  empty: string;
  /** Below the list: pages. */
  children?: ReactNode;
}

/** What need not keep a rule for the time being, asked for and decided. */
export function WaiversCard({ waivers, empty, children }: WaiversCardProps) {
  return (
    <Card>
      <CardHeader title="Waivers" />
      {waivers.length === 0 ? (
        <EmptyState icon={ShieldCheck} title={empty} />
      ) : (
        <ul aria-label="Waivers">
          {waivers.map((waiver) => (
            <WaiverRow key={waiver.id} waiver={waiver} />
          ))}
        </ul>
      )}
      {children}
    </Card>
  );
}

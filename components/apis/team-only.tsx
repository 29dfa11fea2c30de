import { Lock } from "lucide-react";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";

/** In place of a section that is for those who look after the API: whose it is, and whom to ask. */
export function TeamOnly({ title, team }: { title: string; team: string }) {
  return (
    <Card>
      <EmptyState icon={Lock} title={title}>
        {`The team ${team} looks after this API. Ask one of its owners to make you a member.`}
      </EmptyState>
    </Card>
  );
}

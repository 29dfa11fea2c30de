import type { ReactNode } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { formatNumber } from "@/components/ui/format-number.ts";

interface NeedCardProps {
  id: string;
  title: string;
  description: string;
  shown: number;
  total: number;
  /** The way to all of them. */
  more?: ReactNode;
  children: ReactNode;
}

/** One kind of thing that needs somebody: nothing when there is none. */
export function NeedCard({ id, title, description, shown, total, more, children }: NeedCardProps) {
  if (total === 0) return null;
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} description={description} actions={more} />
      <ul className="divide-y">{children}</ul>
      {total > shown ? (
        <p className="border-t px-4 py-2 text-xs text-text-muted">{`The first ${shown} of ${formatNumber(total)}.`}</p>
      ) : null}
    </Card>
  );
}

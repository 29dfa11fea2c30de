import { Card } from "@/components/ui/card.tsx";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton.tsx";

/** A page on its way: title, a line, a list. */
export function PageSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <div aria-hidden className="flex flex-col gap-2">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="w-80 max-w-full" />
      </div>
      <Card>
        <SkeletonRows label="Loading the page" />
      </Card>
    </div>
  );
}

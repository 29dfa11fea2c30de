"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { reachQuery } from "./queries.ts";
import { reachOf } from "./words.ts";

/** Who counts on an API, before something is done to it. */
export function SubscribersReached({ slug }: { slug: string }) {
  const { data } = useQuery(reachQuery(slug));
  if (!data) return null;
  if (data.subscribers + data.pending === 0) return <p className="text-sm">{reachOf(data)}</p>;
  return (
    <Callout tone="warn" title={data.subscribers === 0 ? "Somebody waits to be subscribed." : reachOf(data)}>
      {data.pending > 0 ? `${countOf(data.pending, "request")} not answered yet. ` : ""}
      <Link href={routes.subscribers(slug)} className="underline">
        See who
      </Link>
    </Callout>
  );
}

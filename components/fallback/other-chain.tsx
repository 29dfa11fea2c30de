"use client";

import { useQuery } from "@tanstack/react-query";
import { chainsQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { Link } from "@/components/ui/link.tsx";
import type { ServedChain } from "#lib/publishing/schema";
import { KIND_LABEL } from "./target-summary.ts";

interface OtherChainProps {
  versionRef: VersionRef;
  entry: "full_policy" | "first_target";
  environment: string;
}

/** The targets that another API would put into the chain in this environment, in their order. */
export function OtherChain({ versionRef, entry, environment }: OtherChainProps) {
  const { data, isLoadingError } = useQuery(chainsQuery(versionRef));
  const { slug, version } = versionRef;
  if (isLoadingError)
    return <Callout tone="warn">There is no {`${slug} ${version}`} that you can see.</Callout>;
  const here = data?.find((chain) => chain.environment === environment);
  if (!here) return null;
  if (here.revision === null)
    return (
      <Callout tone="warn" title={`Not published in ${environment}`}>
        Until it is, this chain cannot be published there.
      </Callout>
    );
  return (
    <section
      aria-label={`Chain of ${slug} ${version}`}
      className="rounded-lg border bg-surface-sunken p-3 text-sm"
    >
      <p className="flex items-baseline justify-between gap-2 pb-2">
        <span className="font-medium">
          Revision {here.revision} in {environment}
        </span>
        <Link
          href={routes.fallback(slug, { version, environment })}
          className="rounded-sm text-accent underline-offset-2 hover:underline"
        >
          Open its chain
        </Link>
      </p>
      <ol className="flex flex-col gap-1">
        {targetsOf(here, entry).map(({ id, kind }) => (
          <li key={id} className="flex min-w-0 items-baseline justify-between gap-2">
            <span className="truncate font-mono text-xs">{id}</span>
            <span className="shrink-0 text-xs text-text-muted">{KIND_LABEL[kind]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function targetsOf({ targets }: ServedChain, entry: OtherChainProps["entry"]): ServedChain["targets"] {
  // A first target that is an API itself brings all of its own.
  const first = targets[0]?.id.split("/", 1)[0];
  return entry === "first_target" ? targets.filter(({ id }) => id.split("/", 1)[0] === first) : targets;
}

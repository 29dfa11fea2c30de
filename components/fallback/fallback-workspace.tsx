"use client";

import { useQuery } from "@tanstack/react-query";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { liveQuery } from "@/components/incidents/queries.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { GoLiveButton } from "@/components/reviews/go-live-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { BindingsHidden } from "./bindings-hidden.ts";
import { FallbackEditor } from "./fallback-editor.tsx";
import { draftQuery } from "./queries.ts";

interface FallbackWorkspaceProps {
  versionRef: VersionRef;
  environment: string;
}

/** The editor over one version's draft, seen in one environment, with what the gateways say of it now. */
export function FallbackWorkspace({ versionRef, environment }: FallbackWorkspaceProps) {
  const draft = useQuery(draftQuery(versionRef));
  const live = useQuery(liveQuery(versionRef, environment));
  const environments = useQuery(environmentsQuery);
  if (draft.isPending) return <Skeleton className="h-96 w-full" />;
  if (draft.isLoadingError) return <ProblemCallout error={draft.error} />;
  const { mayPublish } = draft.data;
  return (
    <BindingsHidden value={draft.data.bindingsHidden}>
      <FallbackEditor
        key={`${versionRef.slug}/${versionRef.version}`}
        versionRef={versionRef}
        draft={draft.data}
        environment={environment}
        environments={environments.data ?? []}
        live={live.data}
        publish={({ etag, dirty, errors }) =>
          mayPublish ? (
            <GoLiveButton
              versionRef={versionRef}
              environment={environment}
              etag={etag}
              blocked={whyBlocked({ dirty, errors })}
            />
          ) : null
        }
      />
    </BindingsHidden>
  );
}

function whyBlocked(state: { dirty: boolean; errors: number }): string {
  if (state.dirty) return "Save first.";
  if (state.errors > 0) return "Mend the errors first.";
  return "";
}

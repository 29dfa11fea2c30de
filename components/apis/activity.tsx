"use client";

import { useQuery } from "@tanstack/react-query";
import { PublicationList } from "@/components/publishing/publication-list.tsx";
import { publicationsQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { UnpublishButton } from "@/components/publishing/unpublish-button.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { useApiView } from "./use-api-view.ts";

interface ActivityProps {
  versionRef: VersionRef;
  environment: string;
  page: number;
}

/** Every publication of a version, with its receipts. */
export function Activity({ versionRef, environment, page }: ActivityProps) {
  const { slug, version } = versionRef;
  const { api, view } = useApiView(slug);
  const publications = useQuery(publicationsQuery(versionRef, page));
  const isLive = api.versions.find(({ name }) => name === version)?.liveIn.includes(environment) ?? false;
  return (
    <div className="flex flex-col gap-4">
      <Card aria-labelledby="publications-heading">
        <CardHeader
          id="publications-heading"
          title="Publications"
          description={`What was asked to go live, or to go, for ${version}.`}
          actions={
            api.mayUpdate ? (
              <UnpublishButton versionRef={versionRef} environment={environment} isLive={isLive} />
            ) : null
          }
        />
        <PublicationList versionRef={versionRef} page={page} />
      </Card>
      {publications.data && publications.data.total > 0 ? (
        <Pagination
          page={publications.data.page}
          size={publications.data.size}
          total={publications.data.total}
          noun="publications"
          href={(next) => routes.activity(slug, { ...view, page: next })}
        />
      ) : null}
    </div>
  );
}

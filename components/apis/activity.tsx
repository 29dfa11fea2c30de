import { PublicationList, UnpublishButton } from "@/components/publishing/publication-list.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";

interface ActivityProps {
  versionRef: VersionRef;
  environment: string;
  page: number;
}

/** Every publication of a version, with its receipts. */
export function Activity({ versionRef, environment, page }: ActivityProps) {
  return (
    <Card aria-labelledby="publications-heading">
      <CardHeader
        id="publications-heading"
        title="Publications"
        description={`What was asked to go live, or to go, for ${versionRef.version}.`}
        actions={<UnpublishButton versionRef={versionRef} environment={environment} />}
      />
      <PublicationList versionRef={versionRef} page={page} />
    </Card>
  );
}

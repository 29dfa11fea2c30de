"use client";

import { CirclePlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Table, Th, THead } from "@/components/ui/table.tsx";
import { ReplaceDocumentDialog } from "@/components/versions/replace-document-dialog.tsx";
import { AddVersionDialog } from "./add-version-dialog.tsx";
import { DeleteVersionDialog } from "./delete-version-dialog.tsx";
import { useApiView } from "./use-api-view.ts";
import { VersionRow } from "./version-row.tsx";

/** The contract lines of an API, newest first. */
export function Versions({ slug }: { slug: string }) {
  const { api, version } = useApiView(slug);
  const [replaced, setReplaced] = useState<string>();
  const [deleted, setDeleted] = useState<string>();
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card aria-labelledby="versions-heading">
      <CardHeader
        id="versions-heading"
        title="Versions"
        description="Each has its own document, routes and fallback chain. The default is meant where none is named."
        actions={
          api.mayUpdate ? (
            <Button onClick={() => setIsAdding(true)}>
              <CirclePlus aria-hidden />
              Add a version
            </Button>
          ) : null
        }
      />
      <Table label={`Versions of ${api.name}`}>
        <THead>
          <Th>Version</Th>
          <Th>Stage</Th>
          <Th className="hidden sm:table-cell">Live in</Th>
          <Th className="hidden text-right sm:table-cell">Operations</Th>
          <Th className="hidden md:table-cell">Document</Th>
          <Th className="hidden md:table-cell">Changed</Th>
          {api.mayUpdate ? (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </THead>
        <tbody>
          {api.versions.map((one) => (
            <VersionRow
              key={one.name}
              api={api}
              version={one}
              isChosen={one.name === version}
              onReplace={() => setReplaced(one.name)}
              onDelete={() => setDeleted(one.name)}
            />
          ))}
        </tbody>
      </Table>
      {replaced === undefined ? null : (
        <ReplaceDocumentDialog at={{ slug, version: replaced }} onClose={() => setReplaced(undefined)} />
      )}
      {deleted === undefined ? null : (
        <DeleteVersionDialog at={{ slug, version: deleted }} onClose={() => setDeleted(undefined)} />
      )}
      {isAdding ? <AddVersionDialog slug={slug} onClose={() => setIsAdding(false)} /> : null}
    </Card>
  );
}

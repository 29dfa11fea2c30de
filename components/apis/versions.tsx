"use client";

import Link from "next/link";
import { CirclePlus, GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { AddVersionDialog } from "./add-version-dialog.tsx";
import { useApiView } from "./use-api-view.ts";

/** The contract lines of an API, newest first. */
export function Versions({ slug }: { slug: string }) {
  const { api, view } = useApiView(slug);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card aria-labelledby="versions-heading">
      <CardHeader
        id="versions-heading"
        title="Versions"
        description="Each has its own document, routes and fallback chain."
        actions={
          <>
            {api.versions.length > 0 ? (
              <ButtonLink href={routes.compare(slug, view)}>
                <GitCompareArrows aria-hidden />
                Compare
              </ButtonLink>
            ) : null}
            {api.mayUpdate ? (
              <Button onClick={() => setIsAdding(true)}>
                <CirclePlus aria-hidden />
                Add a version
              </Button>
            ) : null}
          </>
        }
      />
      <Table label={`Versions of ${api.name}`}>
        <THead>
          <Th>Version</Th>
          <Th>Stage</Th>
          <Th>Live in</Th>
          <Th className="hidden text-right sm:table-cell">Operations</Th>
          <Th className="hidden md:table-cell">Document</Th>
          <Th className="hidden md:table-cell">Changed</Th>
        </THead>
        <tbody>
          {api.versions.map((version) => (
            <Tr key={version.name} className="relative">
              <Td>
                <Link
                  href={routes.api(slug, { version: version.name })}
                  className="font-mono text-xs font-medium after:absolute after:inset-0"
                >
                  {version.name}
                </Link>
              </Td>
              <Td>
                <StageBadge stage={version.stage} />
              </Td>
              <Td>
                <LiveIn environments={version.liveIn} />
              </Td>
              <Td className="hidden text-right sm:table-cell">{version.operationCount}</Td>
              <Td className="hidden whitespace-nowrap md:table-cell">{`OpenAPI ${version.format}`}</Td>
              <Td className="hidden whitespace-nowrap text-text-muted md:table-cell">
                <RelativeTime at={version.updatedAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {isAdding ? <AddVersionDialog slug={slug} onClose={() => setIsAdding(false)} /> : null}
    </Card>
  );
}

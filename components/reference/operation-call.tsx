"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Play } from "lucide-react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { ReferenceOperation } from "#lib/openapi/schema";
import { callQuery } from "./queries.ts";
import { compose, exampleFilled, snippetRequest } from "./request-of.ts";
import { SnippetPanel } from "./snippet-panel.tsx";

/** Its script is loaded by those who want to try. */
const TryPanel = dynamic(() => import("./try-panel.tsx").then(({ TryPanel: panel }) => panel), {
  ssr: false,
  loading: () => <Skeleton className="h-56" />,
});

interface OperationCallProps {
  versionRef: VersionRef;
  environment: string;
  operation: ReferenceOperation;
}

/** How to call it: the same request to copy, or to send from here. */
export function OperationCall({ versionRef, environment, operation }: OperationCallProps) {
  const { search, change } = useUrlSearch();
  const { data: call } = useQuery(callQuery(versionRef, environment));
  const isTrying = search.get("try") === "1";
  const composed = compose(operation, call?.pathPrefix ?? "", exampleFilled(operation));
  return (
    <Card aria-labelledby="operation-call-heading">
      <CardHeader
        id="operation-call-heading"
        title={isTrying ? "Try it" : "Call it"}
        description={`Through a gateway of ${environment}.`}
        actions={
          isTrying ? (
            <Button size="sm" onClick={() => change({ try: undefined }, "replace")}>
              Show the code
            </Button>
          ) : (
            <Button size="sm" variant="primary" onClick={() => change({ try: "1" }, "replace")}>
              <Play aria-hidden />
              Try it
            </Button>
          )
        }
      />
      <CardBody>
        {isTrying && call ? (
          <TryPanel versionRef={versionRef} call={call} operation={operation} />
        ) : (
          <SnippetPanel request={snippetRequest(composed, call)} call={call} />
        )}
      </CardBody>
    </Card>
  );
}

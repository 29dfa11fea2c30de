"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import type { ReferenceOperation } from "#lib/openapi/schema";
import { callQuery } from "./queries.ts";
import { compose, exampleFilled, snippetRequest } from "./request-of.ts";
import { SnippetPanel } from "./snippet-panel.tsx";

interface OperationCallProps {
  versionRef: VersionRef;
  environment: string;
  operation: ReferenceOperation;
}

/** How to call it: the same request to copy, or to send from here. */
export function OperationCall({ versionRef, environment, operation }: OperationCallProps) {
  const { data: call } = useQuery(callQuery(versionRef, environment));
  const composed = compose(operation, call?.pathPrefix ?? "", exampleFilled(operation));
  return (
    <Card aria-labelledby="operation-call-heading">
      <CardHeader
        id="operation-call-heading"
        title="Call it"
        description={`Through a gateway of ${environment}.`}
      />
      <CardBody>
        <SnippetPanel request={snippetRequest(composed, call)} call={call} />
      </CardBody>
    </Card>
  );
}

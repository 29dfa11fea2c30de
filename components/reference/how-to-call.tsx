"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useQuery } from "@tanstack/react-query";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { callQuery } from "./queries.ts";
import { compose, exampleFilled, snippetRequest } from "./request-of.ts";
import { SnippetPanel } from "./snippet-panel.tsx";
import type { ReferenceOperation } from "#lib/openapi/schema";

interface HowToCallProps {
  slug: string;
  version: string;
  /** The one shown as an example; absent: the document has none to call. */
  operation: ReferenceOperation | null;
}

/** One request of the version in the reader's language, with the environment filled in. */
export function HowToCall({ slug, version, operation }: HowToCallProps) {
  const { environment, view } = useApiView(slug);
  const { data: call } = useQuery(callQuery({ slug, version }, environment));
  const composed = operation
    ? compose(operation, call?.pathPrefix ?? "", exampleFilled(operation))
    : { method: "GET", path: call?.pathPrefix || "/", query: "", headers: [], body: null };
  return (
    <Card aria-labelledby="call-heading">
      <CardHeader
        id="call-heading"
        title="Call it"
        description={operation?.summary || `Through a gateway of ${environment}.`}
        actions={
          <ButtonLink
            size="sm"
            href={routes.reference(slug, { ...view, ...(operation ? { operation: operation.key } : {}) })}
          >
            Open the reference
          </ButtonLink>
        }
      />
      <CardBody>
        <SnippetPanel request={snippetRequest(composed, call)} call={call} />
      </CardBody>
    </Card>
  );
}

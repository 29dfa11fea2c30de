"use client";

import { PlugZap } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { useApiView } from "./use-api-view.ts";

interface HowToCallProps {
  slug: string;
  /** A request through a gateway of the environment; absent while the version has no route. */
  example: { host: string | undefined; path: string } | undefined;
  /** Where gateways of the environment are reached; absent when the portal was not told. */
  gatewayUrl: string | undefined;
}

/** A request that can be sent as it stands, once the version is live. */
export function HowToCall({ slug, example, gatewayUrl }: HowToCallProps) {
  const { api, version, environment, view } = useApiView(slug);
  const isLive = api.versions.find(({ name }) => name === version)?.liveIn.includes(environment) ?? false;
  return (
    <Card aria-labelledby="call-heading">
      <CardHeader id="call-heading" title="Call it" description={`Through a gateway of ${environment}.`} />
      {isLive && example ? (
        <CardBody className="flex flex-col gap-2">
          <CodeBlock label="curl command" code={curl(example, gatewayUrl)} />
          {gatewayUrl ? null : (
            <p className="text-xs text-text-muted">
              {`GATEWAY_URL is the address of a gateway of ${environment}, such as http://127.0.0.1:8080.`}
            </p>
          )}
        </CardBody>
      ) : (
        <EmptyState
          icon={PlugZap}
          title={`${version ?? "It"} is not live in ${environment}.`}
          action={<ButtonLink href={routes.fallback(slug, view)}>Open the chain</ButtonLink>}
        >
          Gateways answer for it after it is published there.
        </EmptyState>
      )}
    </Card>
  );
}

function curl(
  { host, path }: { host: string | undefined; path: string },
  gatewayUrl: string | undefined,
): string {
  const hostHeader = host ? ` \\\n  -H "Host: ${host}"` : "";
  return `curl -i "${gatewayUrl ?? "$GATEWAY_URL"}${path}"${hostHeader}`;
}

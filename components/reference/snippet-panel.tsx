"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import type { CallSettings } from "#lib/reference/schema";
import { LANGUAGES, snippetOf, type SnippetRequest } from "./snippets.ts";
import { useLanguage } from "./use-language.ts";

interface SnippetPanelProps {
  request: SnippetRequest;
  /** Absent while it is on its way. */
  call: CallSettings | undefined;
}

/** A request in the reader's language, and what is to be filled in before it can be sent. */
export function SnippetPanel({ request, call }: SnippetPanelProps) {
  const [language, choose] = useLanguage();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div>
        <Segmented label="Language of the example" value={language} options={LANGUAGES} onChange={choose} />
      </div>
      <CodeBlock label={`${language} example`} code={snippetOf(request, language)} />
      {call ? <Notes call={call} /> : null}
    </div>
  );
}

function Notes({ call }: { call: CallSettings }) {
  return (
    <div className="flex flex-col gap-1 text-xs text-text-muted">
      {call.gatewayUrl === null ? (
        <p>{`GATEWAY_URL is where the gateways of ${call.environment} are reached. An administrator can set it once for all.`}</p>
      ) : null}
      {call.credential?.value.includes("API_KEY") ? (
        <p>{`API_KEY is a key of your application for ${call.environment}.`}</p>
      ) : null}
      {call.credential?.value.includes("ACCESS_TOKEN") ? (
        <p>ACCESS_TOKEN is a token of the identity provider that the version trusts.</p>
      ) : null}
      {call.isLive ? null : (
        <p>{`Not live in ${call.environment}: gateways answer after it is published there.`}</p>
      )}
    </div>
  );
}
